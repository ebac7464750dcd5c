//! The parts of an app. A copy shares what it has in common with the list it came from, so that a script may add 10,000
//! parts one by one: `app = app.add(part)`.

use std::fmt;
use std::slice;
use std::sync::Arc;

use super::Part;

/// A list of parts. A copy takes `log n` steps and so does, on average, a part that is added to one.
#[derive(Clone, Default)]
pub struct Parts {
    /// Each is longer than the next, so that there are few; two of one length are joined.
    runs: Vec<Arc<Run>>,
}

#[derive(Clone, Default)]
struct Run {
    parts: Vec<Part>,
    /// Serial numbers and where their parts lie, in the order of the numbers.
    serials: Vec<(u32, usize)>,
}

impl Parts {
    /// Adds a part at the end.
    pub fn push(&mut self, part: Part) {
        let mut last = Run { serials: vec![(part.said().serial, 0)], parts: vec![part] };
        while let Some(before) = self.runs.pop_if(|before| before.parts.len() <= last.parts.len()) {
            let mut joined = Arc::unwrap_or_clone(before);
            joined.append(last);
            last = joined;
        }
        self.runs.push(Arc::new(last));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.parts.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// In order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { runs: self.runs.iter(), parts: [].iter() }
    }

    /// The part at a position.
    pub fn get(&self, index: usize) -> Option<&Part> {
        self.iter().nth(index)
    }

    /// Those with this serial number: copies of what one call made.
    pub fn of_serial(&self, serial: u32) -> impl Iterator<Item = &Part> {
        self.runs.iter().flat_map(move |run| {
            let from = run.serials.partition_point(|(other, _)| *other < serial);
            let these = run.serials[from..].iter().take_while(move |(other, _)| *other == serial);
            these.map(|(_, at)| &run.parts[*at])
        })
    }

    /// Whether the same part is among them, as it is. A copy of it that was changed is another part.
    pub fn contains(&self, part: &Part) -> bool {
        self.of_serial(part.said().serial).any(|other| other == part)
    }

    /// Whether this part is among them, as it is or changed since.
    pub fn has_or_follows(&self, part: &Part) -> bool {
        self.of_serial(part.said().serial).any(|other| other.is(part) && other.said().follows(part.said()))
    }

    /// Whether a part of the same call is among them, changed or not.
    pub fn has_copy(&self, part: &Part) -> bool {
        self.of_serial(part.said().serial).any(|other| other.is(part))
    }

    /// The part at a position, to be changed. Its serial number stays; another part is put there with
    /// [`Parts::replace`].
    pub fn get_mut(&mut self, mut index: usize) -> Option<&mut Part> {
        for run in &mut self.runs {
            if index < run.parts.len() {
                return Arc::make_mut(run).parts.get_mut(index);
            }
            index -= run.parts.len();
        }
        None
    }

    /// Puts a part in place of another; nothing where there is none.
    pub fn replace(&mut self, index: usize, part: Part) {
        self.change(|list| {
            if let Some(slot) = list.get_mut(index) {
                *slot = part;
            }
        });
    }

    /// Takes a part away.
    ///
    /// # Panics
    /// If there is none at this position.
    pub fn remove(&mut self, index: usize) -> Part {
        self.change(|list| list.remove(index))
    }

    /// Keeps those parts alone of which this is true.
    pub fn retain(&mut self, keep: impl FnMut(&Part) -> bool) {
        self.change(|list| list.retain(keep));
    }

    fn change<R>(&mut self, change: impl FnOnce(&mut Vec<Part>) -> R) -> R {
        let mut list: Vec<Part> = self.iter().cloned().collect();
        let result = change(&mut list);
        *self = list.into();
        result
    }
}

impl Run {
    fn append(&mut self, other: Self) {
        let first = self.parts.len();
        self.parts.extend(other.parts);
        self.serials.extend(other.serials.into_iter().map(|(serial, at)| (serial, first + at)));
        // Two sorted lists behind each other, which a stable sort merges in one pass.
        self.serials.sort();
    }
}

impl From<Vec<Part>> for Parts {
    fn from(parts: Vec<Part>) -> Self {
        let mut serials: Vec<_> = parts.iter().enumerate().map(|(at, part)| (part.said().serial, at)).collect();
        serials.sort();
        let runs = if parts.is_empty() { Vec::new() } else { vec![Arc::new(Run { parts, serials })] };
        Self { runs }
    }
}

impl Extend<Part> for Parts {
    fn extend<I: IntoIterator<Item = Part>>(&mut self, parts: I) {
        parts.into_iter().for_each(|part| self.push(part));
    }
}

impl<'a> IntoIterator for &'a Parts {
    type Item = &'a Part;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Parts {
    type Item = &'a mut Part;
    type IntoIter = std::vec::IntoIter<&'a mut Part>;

    /// Each to be changed. Its serial number stays.
    fn into_iter(self) -> Self::IntoIter {
        let all = self.runs.iter_mut().flat_map(|run| &mut Arc::make_mut(run).parts);
        all.collect::<Vec<_>>().into_iter()
    }
}

/// Parts in order.
#[derive(Clone)]
pub struct Iter<'a> {
    runs: slice::Iter<'a, Arc<Run>>,
    parts: slice::Iter<'a, Part>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Part;

    fn next(&mut self) -> Option<&'a Part> {
        loop {
            if let Some(part) = self.parts.next() {
                return Some(part);
            }
            self.parts = self.runs.next()?.parts.iter();
        }
    }
}

impl PartialEq for Parts {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Origin;
    use crate::model::{Namespace, Said, Secret};

    fn part(serial: u32) -> Part {
        Part::Namespace(Arc::new(Namespace { said: Said::new(Origin::NONE, serial), ..Namespace::default() }))
    }

    fn serials(parts: &Parts) -> Vec<u32> {
        parts.iter().map(|part| part.said().serial).collect()
    }

    #[test]
    fn a_copy_shares_its_parts_and_goes_its_own_way() {
        let wanted: Vec<u32> = (0..100).rev().collect();
        let mut parts = Parts::default();
        for serial in &wanted {
            let before = parts.clone();
            parts.push(part(*serial));
            assert_eq!(before.len() + 1, parts.len());
            assert!(!before.contains(&part(*serial)) && parts.contains(&part(*serial)));
        }
        assert_eq!(serials(&parts), wanted);
        assert!(parts.runs.len() < 8, "{} runs", parts.runs.len());
        let mut other = parts.clone();
        other.push(part(1_000));
        assert_eq!((parts.len(), other.len()), (100, 101));
        assert_eq!(serials(&other)[..100], wanted);
        assert_ne!(parts, other);
    }

    #[test]
    fn a_part_is_known_by_its_serial_number_and_its_kind() {
        let parts = Parts::from(vec![part(3), part(1), part(3)]);
        assert_eq!(parts.of_serial(3).count(), 2);
        let secret = Secret { said: Said::new(Origin::NONE, 3), ..Secret::default() };
        assert!(!parts.contains(&Part::Secret(Arc::new(secret))));
        assert!(!parts.contains(&part(2)));
    }
}
