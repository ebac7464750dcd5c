//! The state of an app in words, as data.
