//! Rows in each format.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Cell, Format, Rows, TableStyle, escape};

impl Rows {
    /// Writes the rows. `style` is for tables alone.
    pub fn write(&self, format: Format, style: TableStyle, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => writeln!(out, "{}", style.render(self)),
            Format::Json => self.write_json(out),
            Format::Ndjson => self.write_ndjson(out),
            Format::Csv => self.write_csv(out),
            Format::Repr => self.write_repr(out),
        }
    }

    fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.rows.iter().map(|cells| Record {
            headers: &self.headers,
            cells,
        })
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &self.records().collect::<Vec<_>>())?;
        writeln!(out)
    }

    fn write_ndjson(&self, out: &mut dyn Write) -> io::Result<()> {
        for record in self.records() {
            serde_json::to_writer(&mut *out, &record)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.headers).map_err(io_error)?;
        for row in &self.rows {
            let fields = row.iter().map(csv_field);
            let fields = fields.collect::<io::Result<Vec<_>>>()?;
            writer.write_record(fields).map_err(io_error)?;
        }
        writer.flush()
    }

    fn write_repr(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(reprs) = &self.reprs else {
            let message = "these rows have no format 'repr'";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        };
        let reprs: Vec<_> = reprs.iter().map(|text| escape(text)).collect();
        writeln!(out, "[{}]", reprs.join(", "))
    }
}

fn csv_field(cell: &Cell) -> io::Result<String> {
    Ok(match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::List(items) => serde_json::to_string(items)?,
        Cell::Json { text, .. } => text.clone(),
    })
}

/// The failure of the stream itself: the crate's own conversion would hide a closed pipe.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A row as an object. A query may name two columns alike: both are written.
struct Record<'a> {
    headers: &'a [String],
    cells: &'a [Cell],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (header, cell) in self.headers.iter().zip(self.cells) {
            map.serialize_entry(header, cell)?;
        }
        map.end()
    }
}
