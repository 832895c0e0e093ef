//! Tests of the output, byte by byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use unicode_width::UnicodeWidthStr as _;

use super::printer::Stream;
use super::prompt::ask;
use super::*;

fn movies() -> Rows {
    let mut rows = Rows::new(["id", "title", "directors", "theatre", "mpa"]);
    rows.push([
        1.into(),
        "A \u{1b}[31mred\n\"one\", 🎬".into(),
        Cell::List(vec![Some("Lana, W".into()), None]),
        true.into(),
        Cell::Null,
    ]);
    rows.push([
        100.into(),
        "B".into(),
        vec!["X".to_owned()].into(),
        Some(false).into(),
        "R".into(),
    ]);
    rows.with_reprs(["<Movie A\u{1b}>", "<Movie B>"])
}

fn written(rows: &Rows, format: Format, style: TableStyle) -> String {
    let mut out = Vec::new();
    rows.write(format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(format: Format) -> String {
    written(&movies(), format, TableStyle::default())
}

#[test]
fn a_table_is_for_people() {
    assert_eq!(
        plain(Format::Table),
        "\
┌─────┬──────────────────────────┬────────────┬─────────┬─────┐
│  id ┆ title                    ┆ directors  ┆ theatre ┆ mpa │
╞═════╪══════════════════════════╪════════════╪═════════╪═════╡
│   1 ┆ A \\x1b[31mred\\n\"one\", 🎬 ┆ Lana, W, – ┆ yes     ┆ –   │
│ 100 ┆ B                        ┆ X          ┆ no      ┆ R   │
└─────┴──────────────────────────┴────────────┴─────────┴─────┘
"
    );
}

#[test]
fn a_table_wraps_into_the_terminal_and_nowhere_else() {
    let mut rows = Rows::new(["text"]);
    rows.push([Cell::from("word ".repeat(60))]);
    let width = |style| {
        let table = written(&rows, Format::Table, style);
        table.lines().map(|line| line.width()).max().unwrap()
    };
    let narrow = TableStyle {
        width: Some(40),
        bold: false,
    };
    assert!(width(narrow) <= 40);
    assert!(width(TableStyle::default()) > 300);
}

#[test]
fn labels_are_for_people_and_keys_for_machines() {
    let mut rows = Rows::new(["applied_at"]).with_labels(["Applied at"]);
    rows.push([Cell::Null]);
    let style = TableStyle {
        width: None,
        bold: true,
    };
    let table = written(&rows, Format::Table, style);
    assert!(table.contains("\u{1b}[1m"), "{table:?}");
    assert!(table.contains("Applied at"));
    assert_eq!(
        written(&rows, Format::Json, style),
        "[{\"applied_at\":null}]\n"
    );
}

#[test]
fn json_keeps_types_order_and_data() {
    let first = r#"{"id":1,"title":"A \u001b[31mred\n\"one\", 🎬","directors":["Lana, W",null],"theatre":true,"mpa":null}"#;
    let second = r#"{"id":100,"title":"B","directors":["X"],"theatre":false,"mpa":"R"}"#;
    assert_eq!(plain(Format::Json), format!("[{first},{second}]\n"));
    assert_eq!(plain(Format::Ndjson), format!("{first}\n{second}\n"));
    let empty = Rows::new(["a"]);
    assert_eq!(written(&empty, Format::Json, TableStyle::default()), "[]\n");
    assert_eq!(written(&empty, Format::Ndjson, TableStyle::default()), "");
}

#[test]
fn columns_of_one_name_are_both_written() {
    let mut rows = Rows::new(["a", "a"]);
    rows.push([Cell::Real(1.5), 2.into()]);
    assert_eq!(
        written(&rows, Format::Ndjson, TableStyle::default()),
        "{\"a\":1.5,\"a\":2}\n"
    );
}

#[test]
fn csv_can_be_read_again() {
    let text = plain(Format::Csv);
    assert!(text.starts_with("id,title,directors,theatre,mpa\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        records[0],
        vec![
            "1",
            "A \u{1b}[31mred\n\"one\", 🎬",
            r#"["Lana, W",null]"#,
            "true",
            ""
        ]
    );
    assert_eq!(records[1], vec!["100", "B", r#"["X"]"#, "false", "R"]);
}

#[test]
fn reprs_stand_in_one_list() {
    assert_eq!(plain(Format::Repr), "[<Movie A\\x1b>, <Movie B>]\n");
    let mut out = Vec::new();
    let error = Rows::new(["a"])
        .write(Format::Repr, TableStyle::default(), &mut out)
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn what_could_command_a_terminal_is_spelled_out() {
    assert_eq!(
        escape("a\tb\r\n\u{7}\u{9b}\u{202e}"),
        "a\\tb\\r\\n\\x07\\x9b\\u{202e}"
    );
    // Joined emoji stay together.
    assert_eq!(escape("👨‍👩‍👧 é"), "👨‍👩‍👧 é");
}

#[test]
fn words_are_read_as_they_are_written() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("xml".parse::<Format>().is_err());
    assert_eq!("never".parse(), Ok(Color::Never));
    assert!("sometimes".parse::<Color>().is_err());
}

#[test]
fn only_yes_is_yes() {
    let answer = |typed: &str| {
        let mut output = Vec::new();
        let answer = ask("Sure?", &mut typed.as_bytes(), &mut output).unwrap();
        assert!(output.starts_with(b"Sure? [y/N] "));
        answer
    };
    assert_eq!(answer("y\n"), Answer::Yes);
    assert_eq!(answer(" YES \n"), Answer::Yes);
    for other in ["\n", "n\n", "yess\n", ""] {
        assert_eq!(answer(other), Answer::No);
    }
}

/// A stream that a test can look into.
#[derive(Clone, Default)]
struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Buffer {
    fn stream(&self, terminal: bool) -> Stream {
        Stream {
            writer: Box::new(self.clone()),
            terminal,
            color: terminal,
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn printed(terminal: bool, quiet: bool, print: impl FnOnce(&mut Printer)) -> (String, String) {
    let (out, err) = (Buffer::default(), Buffer::default());
    let mut printer = Printer::on(out.stream(terminal), err.stream(terminal), quiet);
    print(&mut printer);
    (out.text(), err.text())
}

fn everything(printer: &mut Printer) {
    printer.line("data").unwrap();
    printer.status("doing");
    printer.note("know");
    printer.warning("careful");
    printer.error("no\nline two\n");
    printer.cause("why");
    printer.hint("try");
}

#[test]
fn data_and_messages_go_their_own_ways() {
    let (out, err) = printed(false, false, everything);
    assert_eq!(out, "data\n");
    assert_eq!(
        err,
        "doing\nnote: know\nwarning: careful\nerror: no\n    line two\ncaused by: why\nhint: try\n"
    );
}

#[test]
fn quiet_leaves_errors_and_warnings() {
    let (out, err) = printed(false, true, everything);
    assert_eq!(out, "data\n");
    assert_eq!(
        err,
        "warning: careful\nerror: no\n    line two\ncaused by: why\nhint: try\n"
    );
}

#[test]
fn colour_is_for_terminals_and_escapes_are_for_programs() {
    let both = |printer: &mut Printer| {
        printer.line("a\u{1b}\nb").unwrap();
        printer.text("a\u{1b}\nb\n").unwrap();
        printer.data("a\u{1b}\nb\n").unwrap();
        printer.error("c\u{1b}d");
    };
    let (out, err) = printed(true, false, both);
    assert_eq!(out, "a\\x1b\\nb\na\\x1b\nb\na\\x1b\nb\n");
    assert_eq!(err, "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m c\\x1bd\n");
    let (out, err) = printed(false, false, both);
    assert_eq!(out, "a\\x1b\\nb\na\\x1b\nb\na\u{1b}\nb\n");
    assert_eq!(err, "error: c\\x1bd\n");
}

#[test]
fn an_empty_table_says_so_beside_the_data() {
    let (out, err) = printed(false, false, |printer| {
        printer.rows(&Rows::new(["id"]), Format::Table).unwrap();
        printer.rows(&Rows::new(["id"]), Format::Csv).unwrap();
    });
    assert!(out.contains("│ id │") && out.ends_with("id\n"), "{out}");
    assert_eq!(err, "(0 rows)\n");
}

struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_told_as_one_in_every_format() {
    for format in Format::ALL {
        let error = movies()
            .write(format, TableStyle::default(), &mut Closed)
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format}");
    }
}
