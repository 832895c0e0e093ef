//! Features of `table_args!` statements that not every server has.

use proc_macro2::Span;

use super::{Declarations, DeclaredError, Found, TableArgsDecl, name};
use crate::declared::grammar::{DeclaredKey, IndexDecl, Kind, Statement, Value};
use crate::declared::needs::Need;
use crate::dialect::Dialect;
use crate::dialect::feature::Feature;
use crate::dialect::requirements::{is_expression_default, of_collation, of_type};

impl Declarations<'_> {
    /// Lists the features that the statements for this dialect need, in their order.
    pub(in crate::declared) fn needs(
        &self,
        args: &[Found<TableArgsDecl>],
    ) -> Result<Vec<Need>, DeclaredError> {
        let mut needs = Vec::new();
        self.each(args, |_, target, statement| {
            let found = of_statement(self.dialect, statement).into_iter();
            needs.extend(found.map(|(span, feature)| Need::new(target.scope.at(span), feature)));
            Ok(())
        })?;
        Ok(needs)
    }
}

fn of_statement(dialect: Dialect, statement: &Statement) -> Vec<(Span, Feature)> {
    let here = statement.keyword.span();
    match &statement.kind {
        Kind::Unique { options, .. } if options.nulls_not_distinct => {
            vec![(here, Feature::NullsNotDistinct)]
        }
        Kind::Generated { stored, .. } => {
            let feature = match stored {
                true => Feature::GeneratedColumn,
                false => Feature::VirtualColumn,
            };
            vec![(here, feature)]
        }
        Kind::Default {
            value: Value::Sql(sql),
            ..
        } if is_expression_default(dialect, &sql.value()) => {
            vec![(sql.span(), Feature::ExpressionDefault)]
        }
        Kind::Type { text, .. } => {
            let sql_type = dialect.parse_type(&text.value());
            let feature = of_type(dialect, &sql_type);
            feature
                .map(|feature| (text.span(), feature))
                .into_iter()
                .collect()
        }
        Kind::Collate { name, .. } => {
            let feature = of_collation(dialect, &name.value());
            feature
                .map(|feature| (name.span(), feature))
                .into_iter()
                .collect()
        }
        Kind::Check { clauses, .. } if clauses.not_enforced => {
            vec![(here, Feature::UnenforcedCheck)]
        }
        Kind::Check { .. } => vec![(here, Feature::Check)],
        Kind::Strict if dialect.declarable().storage_options => vec![(here, Feature::Strict)],
        Kind::Index(index) => of_index(index),
        _ => Vec::new(),
    }
}

fn of_index(index: &IndexDecl) -> Vec<(Span, Feature)> {
    let mut needs = Vec::new();
    if let (true, Some(part)) = (index.nulls_not_distinct, index.parts.first()) {
        needs.push((part.span(), Feature::NullsNotDistinct));
    }
    for part in &index.parts {
        let span = part.span();
        if matches!(part.what, DeclaredKey::Expression(_)) {
            needs.push((span, Feature::ExpressionIndex));
        }
        if part.descending {
            needs.push((span, Feature::DescendingIndex));
        }
    }
    let spgist = |method: &&syn::Ident| name(method).eq_ignore_ascii_case("spgist");
    if let (Some(method), Some(_)) = (index.method.as_ref().filter(spgist), index.include.first()) {
        needs.push((method.span(), Feature::SpgistInclude));
    }
    needs
}
