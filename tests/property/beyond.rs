//! Clauses that only `table_args!` can express, on tables that stay: numbering, generated columns, foreign keys' actions,
//! more kinds of indexes, collations, comments, storage. Each exists before the change, after it, or both, at random.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    AutoIncrement, Column, Deferrable, Generated, Index, IndexKey, IndexPart, ReferentialAction,
    Schema, SqlType, Table, TypeName,
};

use crate::mysql;
use crate::random::Random;

/// Gives the tables that are in both schemas some of it.
pub(crate) fn beyond(
    dialect: Dialect,
    before: &mut Schema,
    after: &mut Schema,
    random: &mut Random,
) {
    for (number, old) in before.tables.iter_mut().enumerate() {
        let mut others = after.tables.iter_mut();
        let Some(new) = others.find(|other| dialect.same_name(&other.name.name, &old.name.name))
        else {
            continue;
        };
        match dialect {
            Dialect::Postgres => numbering(old, new, random),
            Dialect::Sqlite => keyword(old, new, random),
            Dialect::Mysql => mysql::numbering(old, new, random),
            other => unreachable!("{other} is not tested"),
        }
        if random.once_in(3) {
            generated(dialect, old, new, number, random);
        }
        actions(dialect, old, new, random);
        if random.once_in(2) {
            index(dialect, old, new, number, random);
        }
        if random.once_in(2) {
            collation(dialect, old, new, random);
        }
        if dialect == Dialect::Mysql {
            mysql::defaults(old, new, random);
        }
        match dialect {
            Dialect::Postgres | Dialect::Mysql => comments(old, new, random),
            Dialect::Sqlite => options(old, new, random),
            other => unreachable!("{other} is not tested"),
        }
    }
}

/// The columns, by index in either table, that both have under one type.
fn both(
    dialect: Dialect,
    old: &Table,
    new: &Table,
    fit: impl Fn(&Column) -> bool,
) -> Vec<(usize, usize)> {
    let places = old.columns.iter().enumerate().filter_map(|(index, own)| {
        let mut others = new.columns.iter();
        let place = others.position(|other| {
            dialect.same_name(&other.name, &own.name) && other.sql_type == own.sql_type
        })?;
        (fit(own) && fit(&new.columns[place])).then_some((index, place))
    });
    places.collect()
}

fn is_integer(column: &Column) -> bool {
    ["smallint", "integer", "bigint"]
        .iter()
        .any(|name| column.sql_type.is_builtin(name))
}

/// Also where the type changes among integers.
fn numbering(old: &mut Table, new: &mut Table, random: &mut Random) {
    const KINDS: [Option<AutoIncrement>; 4] = [
        None,
        Some(AutoIncrement::Serial),
        Some(AutoIncrement::IdentityByDefault),
        Some(AutoIncrement::IdentityAlways),
    ];
    let fit = |column: &Column| is_integer(column) && !column.nullable && column.default.is_none();
    for column in old.columns.iter_mut().filter(|column| fit(column)) {
        let mut others = new.columns.iter_mut();
        let later = others.find(|other| other.name == column.name && fit(other));
        let Some(later) = later.filter(|_| random.once_in(2)) else {
            continue;
        };
        for own in [column, later] {
            own.auto_increment = *random.pick(&KINDS).unwrap();
            own.declared.numbering = true;
        }
    }
}

fn keyword(old: &Table, new: &mut Table, random: &mut Random) {
    let [key] = new.key_columns() else { return };
    let key = key.clone();
    // Once in two of those that count, and once in six of the others.
    let counted = old
        .columns
        .iter()
        .any(|column| column.auto_increment.is_some());
    let mut columns = new.columns.iter_mut();
    let column = columns.find(|own| own.name == key && own.sql_type.is_builtin("integer"));
    let often = if counted { 2 } else { 6 };
    if let Some(column) = column.filter(|_| random.once_in(often)) {
        column.auto_increment = Some(AutoIncrement::Keyword);
        column.declared.numbering = true;
    }
}

fn generated(
    dialect: Dialect,
    old: &mut Table,
    new: &mut Table,
    number: usize,
    random: &mut Random,
) {
    let fits = |table: &Table, own: &Column| {
        dialect != Dialect::Mysql || mysql::may_be_computed_from(table, own)
    };
    let mut bases = both(dialect, old, new, |own| own.sql_type.is_builtin("integer"));
    bases.retain(|(index, place)| {
        fits(old, &old.columns[*index]) && fits(new, &new.columns[*place])
    });
    let Some((index, _)) = random.pick(&bases).copied() else {
        return;
    };
    let base = &old.columns[index].name;
    let base = match dialect {
        Dialect::Sqlite => format!("[{base}]"),
        Dialect::Postgres | Dialect::Mysql => dialect.quote(base),
        other => unreachable!("{other} is not tested"),
    };
    let column = |random: &mut Random| {
        let name = format!("generated {number}");
        let mut column = Column::new(name, SqlType::builtin("integer"), true);
        column.generated = Some(Generated {
            expression: format!("{base} {}", random.pick(&["+ 1", "* 2", "- 3"]).unwrap()),
            stored: dialect == Dialect::Postgres || random.once_in(2),
        });
        column
    };
    let which = random.below(4);
    if which != 0 {
        old.columns.push(column(random));
    }
    if which != 1 {
        new.columns.push(column(random));
    }
}

fn actions(dialect: Dialect, old: &mut Table, new: &mut Table, random: &mut Random) {
    use Deferrable::{InitiallyDeferred, InitiallyImmediate, Never};
    use ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    let all: &[ReferentialAction] = match dialect {
        Dialect::Mysql => &[NoAction, Restrict, Cascade, SetNull],
        _ => &[NoAction, Restrict, Cascade, SetNull, SetDefault],
    };
    // A plain project keeps those that its declaration does not name.
    let checks = [old.checks.clone(), new.checks.clone()].concat();
    for table in [old, new] {
        let columns = table.columns.clone();
        for key in &mut table.foreign_keys {
            if random.once_in(2) {
                key.on_delete = *random.pick(all).unwrap();
                key.on_update = *random.pick(&[NoAction, Restrict, Cascade]).unwrap();
            }
            if dialect == Dialect::Mysql {
                mysql::allow_actions(key, &columns, &checks);
            }
            if dialect != Dialect::Mysql && random.once_in(2) {
                let all = [Never, InitiallyImmediate, InitiallyDeferred];
                key.deferrable = *random.pick(&all).unwrap();
            }
            // Without a name, a plain project's is compared with its column alone.
            if random.once_in(2) {
                key.name = Some(format!("key by {}", key.columns.join(" ")));
            }
        }
    }
}

fn index(dialect: Dialect, old: &mut Table, new: &mut Table, number: usize, random: &mut Random) {
    let sortable =
        |own: &Column| !matches!(&own.sql_type.name, TypeName::Builtin(name) if name == "json");
    let plain = |own: &Column| sortable(own) && own.generated.is_none();
    let places = both(dialect, old, new, plain);
    let Some((place, _)) = random.pick(&places).copied() else {
        return;
    };
    let column = old.columns[place].name.clone();
    let same_key = old.key_columns() == new.key_columns();
    let key = old.key_columns().to_owned();
    let of_column = old.columns[place].clone();
    let make = |random: &mut Random| {
        let name = format!("special {number}");
        if dialect == Dialect::Mysql {
            let with = same_key.then_some(key.as_slice());
            return mysql::index(&of_column, name, with, random);
        }
        let quoted = dialect.quote(&column);
        let mut index = Index::of_columns(&name, std::slice::from_ref(&column));
        match random.below(5) {
            1 => index.predicate = Some(format!("{quoted} IS NOT NULL")),
            2 => {
                let expression = IndexKey::Expression(format!("{quoted} IS NULL"));
                index.parts = vec![IndexPart::of(expression)];
            }
            3 if same_key => {
                let mut columns = index.columns;
                columns.extend(key.iter().filter(|own| **own != column).cloned());
                index = Index::of_columns(&name, &columns);
                index.unique = true;
            }
            4 if dialect == Dialect::Postgres && same_key && !key.contains(&column) => {
                index.columns.extend(key.iter().cloned());
                index.include.clone_from(&key);
            }
            _ => index.parts[0].descending = true,
        }
        index
    };
    let which = random.below(5);
    if which != 0 {
        old.indexes.push(make(random));
    }
    if which == 4 {
        new.indexes.extend(old.indexes.last().cloned());
    } else if which != 1 {
        new.indexes.push(make(random));
    }
}

fn collation(dialect: Dialect, old: &mut Table, new: &mut Table, random: &mut Random) {
    let names: &[&str] = match dialect {
        Dialect::Sqlite => &["NOCASE", "RTRIM"],
        Dialect::Postgres => &["C", "POSIX"],
        Dialect::Mysql => &["utf8mb4_bin", "utf8mb4_unicode_ci"],
        other => unreachable!("{other} is not tested"),
    };
    let text = |own: &Column| {
        ["text", "varchar"]
            .iter()
            .any(|name| matches!(&own.sql_type.name, TypeName::Builtin(builtin) if builtin == name))
            && own.sql_type.dimensions == 0
    };
    for (index, place) in both(dialect, old, new, text) {
        let name = old.columns[index].name.clone();
        let bound = |table: &Table| {
            table.is_key(&name)
                || table
                    .foreign_keys
                    .iter()
                    .any(|key| key.columns.contains(&name))
        };
        // Equality of values in a key or a foreign key must not change.
        if bound(old) || bound(new) {
            continue;
        }
        for own in [&mut old.columns[index], &mut new.columns[place]] {
            own.collation = random
                .pick(names)
                .filter(|_| !random.once_in(3))
                .map(|name| (*name).to_owned());
        }
    }
}

fn comments(old: &mut Table, new: &mut Table, random: &mut Random) {
    const TEXTS: [&str; 4] = ["", "a film", "it's; -- \"quoted\"", "two\nlines"];
    for table in [old, new] {
        let mut text = || {
            let text = *random.pick(&TEXTS).unwrap();
            (!random.once_in(2)).then(|| text.to_owned())
        };
        table.comment = text();
        for column in &mut table.columns {
            column.comment = text();
        }
    }
}

fn options(old: &mut Table, new: &mut Table, random: &mut Random) {
    let strict = |table: &Table| {
        table.columns.iter().all(|column| {
            let sql_type = &column.sql_type;
            sql_type.arguments.is_empty()
                && ["integer", "text", "blob"]
                    .iter()
                    .any(|name| sql_type.is_builtin(name))
        })
    };
    let kept = both(Dialect::Sqlite, old, new, |_| true).len();
    let shared = old
        .columns
        .iter()
        .filter(|own| {
            let mut others = new.columns.iter();
            others.any(|other| Dialect::Sqlite.same_name(&other.name, &own.name))
        })
        .count();
    let may = strict(old) && strict(new) && kept == shared;
    for table in [old, new] {
        let counts = table
            .columns
            .iter()
            .any(|column| column.auto_increment.is_some());
        table.sqlite.options.without_rowid = !counts && random.once_in(5);
        table.sqlite.options.strict = may && random.once_in(2);
    }
}
