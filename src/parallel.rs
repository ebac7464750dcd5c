//! Work on every core, with results in the order of what was given.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What comes of each item, in their order. `block` items are taken at once; what fills no two blocks is done right here,
/// as starting a thread takes longer than a small app.
pub fn map<T: Sync, R: Send>(items: &[T], block: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let block = block.max(1);
    let blocks = items.len().div_ceil(block);
    let threads = if blocks < 2 { 1 } else { thread::available_parallelism().map_or(1, usize::from).min(blocks) };
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(start) = number.checked_mul(block).filter(|start| *start < items.len()) else {
                return done;
            };
            let end = items.len().min(start + block);
            done.push((number, items[start..end].iter().map(&work).collect()));
        }
    };
    let mut done = thread::scope(|scope| {
        // A thread that cannot be started leaves its share to the others.
        let start = |_| thread::Builder::new().spawn_scoped(scope, share).ok();
        let others: Vec<_> = (1..threads).filter_map(start).collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Frees a large value on another core, while the caller goes on.
pub fn free(value: impl Send + 'static) {
    // Where no thread can be started, it is freed right here.
    let _ = thread::Builder::new().spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_block() {
        let items: Vec<usize> = (0..1_000).collect();
        let twice: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for block in [0, 1, 7, 999, 1_000, usize::MAX] {
            assert_eq!(map(&items, block, |item| item * 2), twice, "{block}");
        }
        assert_eq!(map(&[0_usize; 0], 1, |item| item * 2), [0_usize; 0]);
    }
}
