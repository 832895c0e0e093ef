//! Items by what those which are the same have in common.

use std::collections::HashMap;

/// Items by a text that those which are the same share. Only the items under one text are compared one by one.
pub(super) struct Buckets<'a, T>(HashMap<String, Vec<&'a T>>);

impl<'a, T> Buckets<'a, T> {
    pub(super) fn of(items: &'a [T], key: impl Fn(&T) -> String) -> Self {
        let mut buckets: HashMap<String, Vec<&T>> = HashMap::with_capacity(items.len());
        for item in items {
            buckets.entry(key(item)).or_default().push(item);
        }
        Self(buckets)
    }

    pub(super) fn get(&self, key: &str) -> &[&'a T] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}
