use super::*;

#[test]
fn the_lengths_are_those_of_the_declaration_and_count_characters() {
    assert!(SCHEMA_TEXT.contains(&format!("max_length = {TITLE_LENGTH}")));
    assert!(SCHEMA_TEXT.contains(&format!("max_length = {MPA_LENGTH}")));
    let mut movie = matrix();
    movie.title = "é".repeat(80);
    movie.mpa = Some("–".repeat(5));
    assert_eq!(movie.validate(), Ok(()));
    movie.title.push('é');
    assert_eq!(movie.validate(), Err(Invalid::LongTitle(81)));
}

#[test]
fn what_no_database_should_get_is_refused() {
    let invalid = |change: fn(&mut NewMovie)| {
        let mut movie = matrix();
        change(&mut movie);
        movie.validate().unwrap_err()
    };
    assert_eq!(invalid(|m| m.title.clear()), Invalid::EmptyTitle);
    assert_eq!(invalid(|m| m.title = " \t".into()), Invalid::EmptyTitle);
    assert_eq!(invalid(|m| m.title = "a\0".into()), Invalid::Nul("title"));
    assert_eq!(invalid(|m| m.directors.clear()), Invalid::NoDirectors);
    assert_eq!(
        invalid(|m| m.directors.push(" ".into())),
        Invalid::EmptyDirector
    );
    assert_eq!(
        invalid(|m| m.mpa = Some("PG-131".into())),
        Invalid::LongMpa("PG-131".into())
    );
    assert_eq!(invalid(|m| m.mpa = Some(String::new())), Invalid::EmptyMpa);
}

#[test]
fn changes_are_held_against_the_same_rules() {
    let changes = MovieChanges {
        directors: Some(Vec::new()),
        ..MovieChanges::default()
    };
    assert_eq!(changes.validate(), Err(Invalid::NoDirectors));
    assert!(MovieChanges::default().is_empty());
}

#[test]
fn movies_show_as_the_tutorial_shows_them() {
    let movie = add_all(&mut table_in_memory(), &[matrix()]).remove(0);
    assert_eq!(movie.to_string(), "<Movie The Matrix>");
    assert_eq!(
        serde_json::to_string(&movie).unwrap(),
        r#"{"id":1,"title":"The Matrix","year":1999,"directors":["Lana Wachowski","Lilly Wachowski"],"theatre":true,"mpa":null}"#
    );
    let directors = Directors(vec![Some("A".into()), None]);
    assert_eq!(directors.to_string(), "A, –");
}

fn table_in_memory() -> AnyConnection {
    let mut connection = memory();
    connection.batch_execute(SQLITE_TABLE).unwrap();
    connection
}
