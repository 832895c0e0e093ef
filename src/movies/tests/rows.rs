use super::*;

fn titles(connection: &mut AnyConnection, filter: &Filter) -> Vec<String> {
    let table = read(connection);
    let movies = list(connection, table, filter).unwrap();
    movies.into_iter().map(|movie| movie.title).collect()
}

#[test]
fn a_movie_comes_back_as_it_was_typed() {
    on_each_dialect(|connection| {
        let odd = [
            "'; DROP TABLE movie; --",
            "\"\\ {a,NULL} %_\n\t",
            "🎬 ÉÈ ",
            "NULL",
        ];
        let table = read(connection);
        for title in odd {
            let mut new = NewMovie::new(title, -5, odd);
            new.theatre = None;
            new.mpa = Some("PG-13".into());
            let added = add(connection, table, &new).unwrap();
            assert_eq!(get(connection, table, added.id).unwrap(), added);
            assert_eq!(added.title, title);
            assert_eq!(
                find_duplicate(connection, table, &new).unwrap(),
                Some(added)
            );
        }
        assert_eq!(titles(connection, &Filter::default()), odd);
    });
}

#[test]
fn ids_are_counted_and_adding_twice_adds_two() {
    on_each_dialect(|connection| {
        let movies = add_all(connection, &[matrix(), matrix()]);
        assert_eq!(
            movies.iter().map(|movie| movie.id).collect::<Vec<_>>(),
            [1, 2]
        );
    });
}

#[test]
fn filters_narrow_down() {
    on_each_dialect(|connection| {
        let mut rated = NewMovie::new("Amélie 100%", 2001, ["Jean-Pierre Jeunet"]);
        rated.theatre = Some(false);
        rated.mpa = Some("R".into());
        let dark = NewMovie::new("The Dark Knight", 2008, ["Christopher Nolan"]);
        add_all(connection, &[matrix(), rated, dark]);
        let mut check = |filter: Filter, expected: &[&str]| {
            assert_eq!(titles(connection, &filter), expected, "{filter:?}");
            let table = read(connection);
            let many = i64::try_from(expected.len()).unwrap();
            assert_eq!(count(connection, table, &filter).unwrap(), many);
        };
        let all = Filter::default;
        check(
            Filter {
                title: Some("the ".into()),
                ..all()
            },
            &["The Matrix", "The Dark Knight"],
        );
        check(
            Filter {
                title: Some("0%".into()),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                title: Some("AM\u{e9}L".into()),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                title: Some("_".into()),
                ..all()
            },
            &[],
        );
        check(
            Filter {
                director: Some("WACHOWSKI".into()),
                ..all()
            },
            &["The Matrix"],
        );
        check(
            Filter {
                director: Some("[\"".into()),
                ..all()
            },
            &[],
        );
        check(
            Filter {
                year: Some(2001),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                year_from: Some(2000),
                year_to: Some(2007),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                theatre: Some(false),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                mpa: Some("R".into()),
                ..all()
            },
            &["Amélie 100%"],
        );
        check(
            Filter {
                title: Some("the".into()),
                year: Some(1999),
                ..all()
            },
            &["The Matrix"],
        );
    });
}

#[test]
fn sqlite_folds_case_beyond_ascii() {
    let mut connection = memory();
    connection.batch_execute(SQLITE_TABLE).unwrap();
    add_all(&mut connection, &[NewMovie::new("Élan", 1, ["ÖZ"])]);
    let filter = Filter {
        title: Some("éLAN".into()),
        director: Some("öz".into()),
        ..Filter::default()
    };
    assert_eq!(titles(&mut connection, &filter), ["Élan"]);
}

#[test]
fn the_order_and_the_slice_can_be_chosen() {
    on_each_dialect(|connection| {
        let movies = [("B", 2), ("A", 2), ("C", 1)].map(|(t, y)| NewMovie::new(t, y, ["X"]));
        add_all(connection, &movies);
        let mut check = |sort, descending, limit, offset, expected: &[&str]| {
            let filter = Filter {
                sort,
                descending,
                limit,
                offset,
                ..Filter::default()
            };
            assert_eq!(titles(connection, &filter), expected, "{filter:?}");
        };
        check(SortKey::Id, true, None, None, &["C", "A", "B"]);
        check(SortKey::Title, false, None, None, &["A", "B", "C"]);
        check(SortKey::Title, true, Some(2), None, &["C", "B"]);
        check(SortKey::Year, false, None, Some(1), &["B", "A"]);
        check(SortKey::Year, true, Some(1), Some(2), &["C"]);
    });
}

#[test]
fn updates_change_what_is_given_and_nothing_else() {
    on_each_dialect(|connection| {
        let before = add_all(connection, &[matrix(), matrix()]).remove(0);
        let table = read(connection);
        let changes = MovieChanges {
            directors: Some(vec!["X".into()]),
            theatre: Some(None),
            mpa: Some(Some("R".into())),
            ..MovieChanges::default()
        };
        let after = update(connection, table, before.id, &changes).unwrap();
        assert_eq!((&after.title, after.year), (&before.title, before.year));
        assert_eq!(after.directors.to_string(), "X");
        assert_eq!((after.theatre, after.mpa.as_deref()), (None, Some("R")));
        assert_eq!(get(connection, table, 2).unwrap().mpa, None);
        let nothing = update(connection, table, 1, &MovieChanges::default());
        assert!(matches!(nothing, Err(Error::NothingToChange)));
        let unknown = update(connection, table, 9, &changes);
        assert!(matches!(unknown, Err(Error::UnknownMovie(9))));
    });
}

#[test]
fn deleting_is_all_or_nothing() {
    on_each_dialect(|connection| {
        add_all(connection, &[matrix(), matrix(), matrix()]);
        let table = read(connection);
        let unknown = delete(connection, table, &[1, 9]);
        assert!(matches!(unknown, Err(Error::UnknownMovie(9))));
        let gone = delete(connection, table, &[3, 1, 3]).unwrap();
        assert_eq!(
            gone.iter().map(|movie| movie.id).collect::<Vec<_>>(),
            [3, 1]
        );
        assert_eq!(count(connection, table, &Filter::default()).unwrap(), 1);
    });
}

#[test]
fn the_first_model_reads_and_writes_without_mpa() {
    on_each_dialect(|connection| {
        connection
            .batch_execute("ALTER TABLE movie DROP COLUMN mpa")
            .unwrap();
        let table = read(connection);
        assert!(!table.has_mpa);
        let added = add(connection, table, &matrix()).unwrap();
        assert_eq!(get(connection, table, 1).unwrap(), added);
        let mut rated = matrix();
        rated.mpa = Some("R".into());
        let refused = add(connection, table, &rated);
        assert!(matches!(refused, Err(Error::NoMpaColumn)));
        let changes = MovieChanges {
            mpa: Some(None),
            ..MovieChanges::default()
        };
        let refused = update(connection, table, 1, &changes);
        assert!(matches!(refused, Err(Error::NoMpaColumn)));
        let changes = MovieChanges {
            year: Some(2000),
            ..MovieChanges::default()
        };
        assert_eq!(update(connection, table, 1, &changes).unwrap().year, 2000);
    });
}

#[test]
fn what_the_table_lacks_is_named() {
    on_each_dialect(|connection| {
        connection
            .batch_execute(
                "ALTER TABLE movie DROP COLUMN directors; ALTER TABLE movie DROP COLUMN year",
            )
            .unwrap();
        let error = MovieTable::read(connection).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the table 'movie' has no columns 'year', 'directors'"
        );
        connection.batch_execute("DROP TABLE movie").unwrap();
        let error = MovieTable::read(connection).unwrap_err();
        assert!(matches!(error, Error::MissingTable));
    });
}

#[test]
fn a_null_director_is_read_as_none() {
    on_each_dialect(|connection| {
        let list_sql = match connection {
            AnyConnection::Sqlite(_) => "'[ \"A\", null ]'",
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => "ARRAY['A', NULL]",
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(_) => "'[ \"A\", null ]'",
            _ => unreachable!("no other database is tested"),
        };
        connection
            .batch_execute(&format!(
                "INSERT INTO movie (id, title, year, directors) VALUES (7, 'T', 1, {list_sql})"
            ))
            .unwrap();
        let table = read(connection);
        assert_eq!(
            get(connection, table, 7).unwrap().directors.to_string(),
            "A, –"
        );
        let filter = Filter {
            director: Some("a".into()),
            ..Filter::default()
        };
        assert_eq!(titles(connection, &filter), ["T"]);
    });
}

#[test]
fn a_text_that_is_no_list_is_an_error_that_shows_it() {
    let mut connection = memory();
    connection.batch_execute(SQLITE_TABLE).unwrap();
    connection
        .batch_execute("INSERT INTO movie (title, year, directors) VALUES ('T', 1, 'Nolan')")
        .unwrap();
    let table = read(&mut connection);
    let error = get(&mut connection, table, 1).unwrap_err();
    let error = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        error.contains("\"Nolan\" is not a JSON list of strings"),
        "{error}"
    );
}

/// Tables that others made: the ids, the collations and the lists are as they are found in the wild.
#[cfg(feature = "mysql")]
#[test]
fn other_spellings_of_mysqls_table() {
    let Some(database) = server::OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    for (id, texts) in [
        ("SMALLINT UNSIGNED", "CHARACTER SET latin1"),
        (
            "BIGINT UNSIGNED",
            "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        ),
        ("TINYINT", "CHARACTER SET utf8mb4"),
    ] {
        let mut connection = database.connect();
        connection
            .batch_execute(&format!(
                "DROP TABLE IF EXISTS movie; \
                 CREATE TABLE movie (id {id} PRIMARY KEY AUTO_INCREMENT, title VARCHAR(80) {texts} NOT NULL, \
                 year SMALLINT UNSIGNED NOT NULL, directors LONGTEXT {texts} NOT NULL, theatre TINYINT(1), \
                 mpa CHAR(5)) {texts}"
            ))
            .unwrap();
        let odd = NewMovie::new("Élan", 1999, ["ÖZ", "\\ \"quoted\" 'x'"]);
        let added = add_all(&mut connection, &[odd]).remove(0);
        let table = read(&mut connection);
        assert_eq!(get(&mut connection, table, 1).unwrap(), added);
        let filter = Filter {
            title: Some("éLAN".into()),
            director: Some("öz".into()),
            theatre: Some(true),
            ..Filter::default()
        };
        assert_eq!(titles(&mut connection, &filter), ["Élan"], "{id} {texts}");
    }
}
