//! Things with names in an order, each found by its name in the same time however many there are.

use std::collections::{BTreeMap, HashMap};

use super::{EnumType, Table, TableName};

/// An item that a [`Register`] holds.
pub(super) trait Named {
    /// The name by which it is found.
    fn name(&self) -> &TableName;
}

impl Named for Table {
    fn name(&self) -> &TableName {
        &self.name
    }
}

impl Named for EnumType {
    fn name(&self) -> &TableName {
        &self.name
    }
}

/// A list whose items are found, added and removed by name without a walk over the others.
#[derive(Debug, Clone)]
pub(super) struct Register<T> {
    /// By the place in the order, which an item keeps when others go.
    items: BTreeMap<usize, T>,
    places: HashMap<TableName, usize>,
    next: usize,
}

impl<T: Named> Register<T> {
    /// The items in their order. Of two with one name the first is found.
    pub(super) fn of(items: Vec<T>) -> Self {
        let mut register = Self {
            items: BTreeMap::new(),
            places: HashMap::with_capacity(items.len()),
            next: 0,
        };
        for item in items {
            register.push(item);
        }
        register
    }

    pub(super) fn get(&self, name: &TableName) -> Option<&T> {
        self.items.get(self.places.get(name)?)
    }

    /// The item of that name, whose name must stay what it is.
    pub(super) fn get_mut(&mut self, name: &TableName) -> Option<&mut T> {
        self.items.get_mut(self.places.get(name)?)
    }

    pub(super) fn push(&mut self, item: T) {
        self.places.entry(item.name().clone()).or_insert(self.next);
        self.items.insert(self.next, item);
        self.next += 1;
    }

    pub(super) fn remove(&mut self, name: &TableName) {
        if let Some(place) = self.places.remove(name) {
            self.items.remove(&place);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.items.values()
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.items.into_values().collect()
    }
}
