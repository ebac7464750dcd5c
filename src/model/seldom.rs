//! Settings that most parts leave alone.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// Settings of which most parts say nothing: they take no room until one is changed, and read as said by nobody.
#[derive(Clone)]
pub struct Seldom<T>(Option<Box<T>>);

/// What [`Seldom`] may hold; see [`seldom!`].
pub trait Unsaid: Default + 'static {
    /// The settings of which nothing is said, for all to read.
    fn unsaid() -> &'static Self;
}

impl<T> Default for Seldom<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Unsaid> Deref for Seldom<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(settings) => settings,
            None => T::unsaid(),
        }
    }
}

impl<T: Unsaid> DerefMut for Seldom<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Unsaid + PartialEq> PartialEq for Seldom<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Unsaid + fmt::Debug> fmt::Debug for Seldom<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Implements [`Unsaid`].
macro_rules! seldom {
    ($settings:ty) => {
        impl $crate::model::seldom::Unsaid for $settings {
            fn unsaid() -> &'static Self {
                static UNSAID: std::sync::LazyLock<$settings> = std::sync::LazyLock::new(Default::default);
                &UNSAID
            }
        }
    };
}
pub(super) use seldom;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::JobSpec;

    #[test]
    fn settings_read_as_said_by_nobody_until_one_is_changed() {
        let mut job = Seldom::<JobSpec>::default();
        assert_eq!(*job, JobSpec::default());
        let before = job.clone();
        job.completions = Some(3);
        assert_eq!((job.completions, before.completions), (Some(3), None));
        assert_ne!(job, before);
        job.completions = None;
        assert_eq!(job, before);
    }
}
