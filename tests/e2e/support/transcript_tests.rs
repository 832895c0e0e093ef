//! The transcripts' own tests: on files, without the binary.

use super::*;

fn run_in(sandbox: &Sandbox, text: &str, keep_going: bool) -> Result<String, String> {
    let mut normaliser = Normaliser::new(&sandbox.root(), None);
    play(text, sandbox, None, &mut normaliser, keep_going)
}

const GOOD: &str = "\
# A comment.
# write movies/a.txt <<END
first
[1]
  $ indented

last
END
# edit movies/a.txt: s|last|&\\nof all|

# cd movies
$ cat a.txt
first
\\[1]
  $ indented

last
of all

$ ls ..
movies
";

#[test]
fn a_session_that_happens_as_written_passes_and_is_written_as_it_was() {
    assert_eq!(run_in(&Sandbox::new(), GOOD, false).unwrap(), GOOD);
}

#[test]
fn a_difference_is_shown_with_its_line() {
    let wrong = GOOD.replace("of all\n\n$ ls", "of none\n\n$ ls");
    let difference = run_in(&Sandbox::new(), &wrong, false).unwrap_err();
    assert!(difference.starts_with("12: "), "{difference}");
    assert!(difference.contains("  $ cat a.txt\n"), "{difference}");
    assert!(
        difference.contains("\n- of none\n+ of all\n"),
        "{difference}"
    );
}

#[test]
fn blessing_writes_what_happened() {
    let wrong = GOOD.replace("of all\n\n$ ls", "of none\n\n$ ls");
    assert_eq!(run_in(&Sandbox::new(), &wrong, true).unwrap(), GOOD);
}

#[test]
fn a_path_may_have_a_star() {
    let sandbox = Sandbox::new();
    sandbox.write("m/20_a/up.sql", "yes\n");
    sandbox.write("m/20_b/up.sql", "no\n");
    assert!(run_in(&sandbox, "$ cat m/*_a/up.sql\nyes\n", false).is_ok());
}

#[test]
fn streams_and_status_are_marked() {
    let output = Output {
        command: String::new(),
        stdout: "$ a\n# b\nc  \n[3]\n[<Movie X>]\n".to_owned(),
        stderr: "error: no\n\nhint: x\n".to_owned(),
        code: 3,
    };
    let mut normaliser = Normaliser::new(Path::new("/none"), None);
    assert_eq!(
        shown(&output, &mut normaliser),
        [
            "\\$ a",
            "\\# b",
            "c",
            "\\[3]",
            "[<Movie X>]",
            "! error: no",
            "!",
            "! hint: x",
            "[3]"
        ]
    );
}
