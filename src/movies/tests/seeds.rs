use super::*;

const NAMES: [&str; 3] = ["Inception", "Interstellar", "The Dark Knight"];

#[test]
fn the_built_in_seeds_are_the_tutorials_in_its_order() {
    let seeds = parse_seeds(BUILT_IN_SEEDS).unwrap();
    let titles: Vec<&str> = seeds.iter().map(|movie| movie.title.as_str()).collect();
    assert_eq!(titles, NAMES);
    assert!(seeds.iter().all(|movie| movie.theatre == Some(true)));
}

#[test]
fn theatre_is_true_unless_said_otherwise() {
    let text = r#"[{"title":"A","year":1,"directors":["X"]},
        {"title":"B","year":1,"directors":["X"],"theatre":null,"mpa":"R"}]"#;
    let seeds = parse_seeds(text).unwrap();
    assert_eq!(seeds[0].theatre, Some(true));
    assert_eq!(seeds[1].theatre, None);
    assert_eq!(seeds[1].mpa.as_deref(), Some("R"));
}

#[test]
fn a_bad_entry_is_named_by_its_number() {
    let message = |text: &str| parse_seeds(text).unwrap_err().to_string();
    let good = r#"{"title":"A","year":1,"directors":["X"]}"#;
    let unknown = message(&format!(
        r#"[{good}, {{"title":"B","year":1,"directors":["X"],"director":"X"}}]"#
    ));
    assert!(
        unknown.starts_with("entry 2 of the seeds: unknown field `director`"),
        "{unknown}"
    );
    assert_eq!(
        message(r#"[{"title":"","year":1,"directors":["X"]}]"#),
        "entry 1 of the seeds: the title is empty"
    );
    assert!(message(r#"[{"title":"A","year":1}]"#).contains("missing field `directors`"));
    assert!(message("{}").starts_with("the seeds are not a JSON array of movies: "));
}

#[test]
fn populate_can_run_twice() {
    on_each_dialect(|connection| {
        let seeds = parse_seeds(BUILT_IN_SEEDS).unwrap();
        let mut run = |allow_duplicates| {
            let mut outcomes = Vec::new();
            populate(connection, &seeds, allow_duplicates, &mut |outcome| {
                outcomes.push(outcome);
            })
            .unwrap();
            outcomes
        };
        assert_eq!(run(false), NAMES.map(|name| Outcome::Added(name.into())));
        assert_eq!(run(false), NAMES.map(|name| Outcome::Skipped(name.into())));
        assert_eq!(run(true), NAMES.map(|name| Outcome::Added(name.into())));
        let table = read(connection);
        assert_eq!(count(connection, table, &Filter::default()).unwrap(), 6);
    });
}

#[test]
fn populate_does_all_or_nothing() {
    on_each_dialect(|connection| {
        connection
            .batch_execute("CREATE UNIQUE INDEX one_a_year ON movie (year)")
            .unwrap();
        let seeds = [matrix(), NewMovie::new("Other", 1999, ["X"])];
        let mut reports = 0;
        let result = populate(connection, &seeds, false, &mut |_| reports += 1);
        assert!(matches!(result, Err(Error::Database(_))));
        assert_eq!(reports, 0);
        let table = read(connection);
        assert_eq!(count(connection, table, &Filter::default()).unwrap(), 0);
    });
}

#[cfg(feature = "mysql")]
#[test]
fn two_at_once_add_each_movie_once() {
    let Some(database) = server::OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let mut connection = database.connect();
    connection.batch_execute(MYSQL_TABLE).unwrap();
    let runners: Vec<_> = (0..3)
        .map(|_| {
            let mut own = database.connect();
            std::thread::spawn(move || {
                let seeds = parse_seeds(BUILT_IN_SEEDS).unwrap();
                populate(&mut own, &seeds, false, &mut |_| {}).unwrap();
            })
        })
        .collect();
    runners
        .into_iter()
        .for_each(|runner| runner.join().unwrap());
    let table = read(&mut connection);
    let many = count(&mut connection, table, &Filter::default()).unwrap();
    assert_eq!(many, 3);
}
