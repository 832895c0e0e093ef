//! Relations as nets: all foreign keys to one key of a table are drawn as one line with branches.

use crate::render::relation::Relation;

/// One end of a line at a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) table: usize,
    pub(super) row: usize,
}

/// A branch of a net: a foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) child: End,
    /// At most one row of the child belongs to a row of the parent.
    pub(super) single: bool,
}

/// The foreign keys that refer to one column, and are alike in whether they need to refer to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Net {
    pub(super) parent: End,
    pub(super) optional: bool,
    /// Another net ends in the same row, so that neither can end in its middle.
    pub(super) shares_row: bool,
    pub(super) branches: Vec<Branch>,
    pub(super) descriptions: Vec<String>,
}

/// The nets in the order of their first relations.
pub(super) fn nets(relations: &[Relation]) -> Vec<Net> {
    let mut nets: Vec<Net> = Vec::new();
    for relation in relations {
        let parent = End {
            table: relation.parent,
            row: relation.parent_column,
        };
        let branch = Branch {
            child: End {
                table: relation.child,
                row: relation.child_column,
            },
            single: relation.single,
        };
        let known = nets
            .iter_mut()
            .find(|net| net.parent == parent && net.optional == relation.optional);
        match known {
            Some(net) => {
                if !net.branches.iter().any(|own| own.child == branch.child) {
                    net.branches.push(branch);
                }
                net.descriptions.push(relation.description.clone());
            }
            None => nets.push(Net {
                parent,
                optional: relation.optional,
                shares_row: false,
                branches: vec![branch],
                descriptions: vec![relation.description.clone()],
            }),
        }
    }
    let parents: Vec<End> = nets.iter().map(|net| net.parent).collect();
    for net in &mut nets {
        net.shares_row = parents.iter().filter(|own| **own == net.parent).count() > 1;
    }
    nets
}

/// The tables that each table references, and the tables that reference it. Self-references are kept apart.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    pub(super) parents: Vec<Vec<usize>>,
    pub(super) children: Vec<Vec<usize>>,
    /// The tables that refer to themselves.
    looped: Vec<usize>,
}

impl Graph {
    pub(super) fn new(tables: usize, relations: &[Relation]) -> Self {
        let mut graph = Self {
            parents: vec![Vec::new(); tables],
            children: vec![Vec::new(); tables],
            looped: Vec::new(),
        };
        for relation in relations {
            if relation.child == relation.parent {
                graph.looped.push(relation.child);
            } else {
                insert(&mut graph.parents, relation.child, relation.parent);
                insert(&mut graph.children, relation.parent, relation.child);
            }
        }
        graph
    }

    pub(super) fn is_alone(&self, table: usize) -> bool {
        if self.looped.contains(&table) {
            return false;
        }
        let none = |lists: &[Vec<usize>]| lists.get(table).is_none_or(Vec::is_empty);
        none(&self.parents) && none(&self.children)
    }
}

fn insert(lists: &mut [Vec<usize>], at: usize, value: usize) {
    if let Some(list) = lists.get_mut(at)
        && !list.contains(&value)
    {
        list.push(value);
    }
}

/// The list at a position; empty where there is none.
pub(super) fn list(lists: &[Vec<usize>], at: usize) -> &[usize] {
    lists.get(at).map_or(&[], Vec::as_slice)
}

/// The value at a position; the default where there is none.
pub(super) fn at<T: Copy + Default>(values: &[T], position: usize) -> T {
    values.get(position).copied().unwrap_or_default()
}
