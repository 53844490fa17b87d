//! 没有读出的 — places of the input whose value is not known, so that nothing is concluded from what
//! stands there instead.

/// Places that could not be read, as in `contests[0].candidates[1].votes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unread(Vec<String>);

impl Unread {
    /// Everything was read.
    pub const NONE: &'static Self = &Self(Vec::new());

    /// Remembers a place.
    pub fn add(&mut self, path: impl Into<String>) {
        self.0.push(path.into());
    }

    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the value at this place was read: neither it nor what it is a part of is missing.
    pub fn knows(&self, path: &str) -> bool {
        !self.0.iter().any(|unread| inside(unread, path))
    }

    /// Whether all of these fields at `place` (`contests[0].`, empty for the poll) were read.
    pub fn knows_all(&self, place: &str, fields: &[&str]) -> bool {
        self.0.is_empty()
            || fields
                .iter()
                .all(|field| self.knows(&format!("{place}{field}")))
    }

    /// Whether everything at this place and in it was read.
    pub fn knows_whole(&self, path: &str) -> bool {
        self.knows(path) && !self.0.iter().any(|unread| inside(path, unread))
    }

    /// Whether some place that ends in this field, or holds one that does, was not read.
    pub fn misses_some(&self, lists: &[&str], field: &str) -> bool {
        self.0.iter().any(|unread| {
            let in_list = lists.iter().any(|list| inside(list, unread));
            let last = unread.rsplit(['.', ']']).next().unwrap_or_default();
            // `contests[0]`, `contests[0].candidates`: every id in it is unknown.
            in_list && (last == field || last.is_empty() || lists.contains(&last))
        })
    }
}

/// Whether `path` is `place` or inside it.
pub(super) fn inside(place: &str, path: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_when_it_and_what_holds_it_were_read() {
        let mut unread = Unread::default();
        unread.add("contests[1]");
        unread.add("contests[0].candidates[2].votes");
        for (path, known, whole) in [
            ("registered", true, true),
            ("contests[1]", false, false),
            ("contests[1].seats", false, false),
            ("contests[10].seats", true, true),
            ("contests[0]", true, false),
            ("contests[0].candidates", true, false),
            ("contests[0].candidates[2].votes", false, false),
            ("contests[0].candidates[2].id", true, true),
        ] {
            assert_eq!(unread.knows(path), known, "{path}");
            assert_eq!(unread.knows_whole(path), whole, "{path}");
        }
        assert!(!unread.knows_all("contests[0].candidates[2].", &["id", "votes"]));
        assert!(unread.knows_all("contests[0].", &["seats", "invalid"]));
    }

    #[test]
    fn ids_are_missed_where_they_or_their_list_were_not_read() {
        const LISTS: [&str; 3] = ["contests", "candidates", "elected_before"];
        for (path, misses) in [
            ("registered", false),
            ("contests", true),
            ("contests[0]", true),
            ("contests[0].candidates", true),
            ("contests[0].candidates[1]", true),
            ("contests[0].candidates[1].id", true),
            ("contests[0].candidates[1].votes", false),
            ("contests[0].seats", false),
            ("elected_before[0].id", true),
            ("elected_before[0].post", false),
        ] {
            let mut unread = Unread::default();
            unread.add(path);
            assert_eq!(unread.misses_some(&LISTS, "id"), misses, "{path}");
        }
    }
}
