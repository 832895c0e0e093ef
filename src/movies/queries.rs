//! Reading and writing movies. One implementation serves every dialect; where SQL itself differs, only a fragment of
//! it is chosen by the connection.

use diesel::prelude::*;

use super::schema::movie;
use super::{Directors, Error, Filter, Movie, MovieChanges, MovieTable, NewMovie, SortKey};
use moviectl_engine::database::{AnyBackend, AnyConnection, TextSearch};

/// Inserts one row and gives its id: by `RETURNING` where every version of the database has it.
macro_rules! insert_row {
    ($connection:expr, $statement:expr) => {
        match $connection {
            AnyConnection::Sqlite(sqlite) => {
                $statement.execute(sqlite)?;
                diesel::select(last_insert_rowid()).get_result::<i32>(sqlite)?
            }
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(postgres) => $statement
                .returning(movie::id)
                .get_result::<i32>(postgres)?,
            // MySQL has no `RETURNING`.
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(mysql) => {
                $statement.execute(mysql)?;
                let id = diesel::select(last_insert_id()).get_result::<i64>(mysql)?;
                i32::try_from(id)
                    .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?
            }
            // How another database gives the id is not known.
            _ => {
                let reason = "movies cannot be added to a database of this kind";
                return Err(diesel::result::Error::QueryBuilderError(reason.into()).into());
            }
        }
    };
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// SQLite's key of the row inserted last on this connection.
    fn last_insert_rowid() -> diesel::sql_types::Integer;

    /// MySQL's key of the row inserted last on this connection.
    fn last_insert_id() -> diesel::sql_types::BigInt;
}

type Query<'a> = movie::BoxedQuery<'a, AnyBackend>;

/// Adds a movie, even where the same one is there already.
pub fn add(
    connection: &mut AnyConnection,
    table: MovieTable,
    new: &NewMovie,
) -> Result<Movie, Error> {
    new.validate()?;
    table.accept_mpa(new.mpa.as_ref())?;
    let directors: Directors = new.directors.iter().collect();
    let values = (
        movie::title.eq(&new.title),
        movie::year.eq(new.year),
        movie::directors.eq(&directors),
        movie::theatre.eq(new.theatre),
    );
    let insert = diesel::insert_into(movie::table);
    let id = if table.has_mpa {
        insert_row!(connection, insert.values((values, movie::mpa.eq(&new.mpa))))
    } else {
        insert_row!(connection, insert.values(values))
    };
    Ok(Movie {
        id,
        title: new.title.clone(),
        year: new.year,
        directors,
        theatre: new.theatre,
        mpa: new.mpa.clone(),
    })
}

/// The movies that the filter accepts, in its order.
pub fn list(
    connection: &mut AnyConnection,
    table: MovieTable,
    filter: &Filter,
) -> Result<Vec<Movie>, Error> {
    let mut query = ordered(accepted(connection, table, filter)?, filter);
    if filter.limit.is_some() || filter.offset.is_some() {
        // SQLite has no OFFSET without a LIMIT.
        query = query
            .limit(filter.limit.map_or(i64::MAX, i64::from))
            .offset(filter.offset.map_or(0, i64::from));
    }
    load(connection, table, query)
}

/// How many movies the filter accepts; its limit and offset do not count.
pub fn count(
    connection: &mut AnyConnection,
    table: MovieTable,
    filter: &Filter,
) -> Result<i64, Error> {
    let query = accepted(connection, table, filter)?;
    Ok(query.count().get_result(connection)?)
}

/// The movie with that id.
pub fn get(connection: &mut AnyConnection, table: MovieTable, id: i32) -> Result<Movie, Error> {
    let query = movie::table.filter(movie::id.eq(id)).into_boxed();
    let found = load(connection, table, query)?.pop();
    found.ok_or(Error::UnknownMovie(id))
}

/// Gives a movie new values and returns what it is then.
pub fn update(
    connection: &mut AnyConnection,
    table: MovieTable,
    id: i32,
    changes: &MovieChanges,
) -> Result<Movie, Error> {
    if changes.is_empty() {
        return Err(Error::NothingToChange);
    }
    changes.validate()?;
    table.accept_mpa(changes.mpa.as_ref())?;
    let directors: Option<Directors> = changes
        .directors
        .as_ref()
        .map(|names| names.iter().collect());
    let values = (
        changes.title.as_ref().map(|title| movie::title.eq(title)),
        changes.year.map(|year| movie::year.eq(year)),
        directors.map(|directors| movie::directors.eq(directors)),
        changes.theatre.map(|theatre| movie::theatre.eq(theatre)),
        changes.mpa.as_ref().map(|mpa| movie::mpa.eq(mpa)),
    );
    connection.transaction(|connection| {
        diesel::update(movie::table.find(id))
            .set(values)
            .execute(connection)?;
        get(connection, table, id)
    })
}

/// Deletes movies and returns what they were; all of them, or none where one is unknown.
pub fn delete(
    connection: &mut AnyConnection,
    table: MovieTable,
    ids: &[i32],
) -> Result<Vec<Movie>, Error> {
    let mut once = Vec::new();
    for id in ids {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    connection.transaction(|connection| {
        once.into_iter()
            .map(|id| {
                let gone = get(connection, table, id)?;
                diesel::delete(movie::table.find(id)).execute(connection)?;
                Ok(gone)
            })
            .collect()
    })
}

/// The first movie with the same title, year and directors.
pub fn find_duplicate(
    connection: &mut AnyConnection,
    table: MovieTable,
    new: &NewMovie,
) -> Result<Option<Movie>, Error> {
    let query = movie::table
        .filter(movie::title.eq(&new.title))
        .filter(movie::year.eq(new.year))
        .order(movie::id)
        .into_boxed();
    // The lists are compared here and not in SQL: the same list can be several JSON texts.
    let directors: Directors = new.directors.iter().collect();
    let same = load(connection, table, query)?
        .into_iter()
        .find(|movie| movie.directors == directors);
    Ok(same)
}

fn load(
    connection: &mut AnyConnection,
    table: MovieTable,
    query: Query<'_>,
) -> Result<Vec<Movie>, Error> {
    if table.has_mpa {
        return Ok(query.load(connection)?);
    }
    let first_model = (
        movie::id,
        movie::title,
        movie::year,
        movie::directors,
        movie::theatre,
    );
    let rows: Vec<(i32, String, i32, Directors, Option<bool>)> =
        query.select(first_model).load(connection)?;
    let movies = rows
        .into_iter()
        .map(|(id, title, year, directors, theatre)| Movie {
            id,
            title,
            year,
            directors,
            theatre,
            mpa: None,
        });
    Ok(movies.collect())
}

fn accepted<'a>(
    connection: &mut AnyConnection,
    table: MovieTable,
    filter: &'a Filter,
) -> Result<Query<'a>, Error> {
    table.accept_mpa(filter.mpa.as_ref())?;
    let mut query = movie::table.into_boxed();
    if let Some(year) = filter.year {
        query = query.filter(movie::year.eq(year));
    }
    if let Some(year) = filter.year_from {
        query = query.filter(movie::year.ge(year));
    }
    if let Some(year) = filter.year_to {
        query = query.filter(movie::year.le(year));
    }
    if let Some(theatre) = filter.theatre {
        query = query.filter(movie::theatre.eq(theatre));
    }
    if let Some(mpa) = &filter.mpa {
        query = query.filter(movie::mpa.eq(mpa));
    }
    if filter.title.is_some() || filter.director.is_some() {
        let search = TextSearch::on(connection)?;
        if let Some(part) = &filter.title {
            query = query.filter(search.in_text("title", part));
        }
        if let Some(part) = &filter.director {
            query = query.filter(search.in_list("directors", part));
        }
    }
    Ok(query)
}

fn ordered<'a>(query: Query<'a>, filter: &Filter) -> Query<'a> {
    let query = match (filter.sort, filter.descending) {
        (SortKey::Id, false) => return query.order(movie::id.asc()),
        (SortKey::Id, true) => return query.order(movie::id.desc()),
        (SortKey::Title, false) => query.order(movie::title.asc()),
        (SortKey::Title, true) => query.order(movie::title.desc()),
        (SortKey::Year, false) => query.order(movie::year.asc()),
        (SortKey::Year, true) => query.order(movie::year.desc()),
    };
    query.then_order_by(movie::id.asc())
}
