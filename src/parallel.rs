//! Work on every core, with results in the order of what was given.

use std::io::{self, Write};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// What comes of each item, in their order. `block` items are taken at once; what fills no two blocks is done right here,
/// as starting a thread takes longer than a small app.
pub fn map<T: Sync, R: Send>(items: &[T], block: usize, work: impl Fn(&T) -> R + Sync) -> impl Iterator<Item = R> {
    let blocks: Vec<&[T]> = items.chunks(block.max(1)).collect();
    let next = AtomicUsize::new(0);
    let shares = share(blocks.len(), || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        while let Some((number, block)) = take(&blocks, &next) {
            done.push((number, block.iter().map(&work).collect()));
        }
        done
    });
    let mut done: Vec<(usize, Vec<R>)> = shares.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results)
}

/// Writes what `work` makes of each block of items, in their order. It is given the number of the first item of the block
/// and where to put the bytes. No more blocks are in memory at once than there are cores.
///
/// # Errors
/// The first that `work` or `out` told; what comes after it is not written.
pub fn write<T: Sync>(
    out: impl Write + Send,
    items: &[T],
    block: usize,
    work: impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let size = block.max(1);
    let blocks: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let queue = Queue { state: Mutex::new(State { turn: 0, out, result: Ok(()) }), moved: Condvar::new() };
    share(blocks.len(), || {
        let mut bytes = Vec::new();
        while let Some((number, block)) = take(&blocks, &next) {
            let turn = Turn { queue: &queue, number };
            bytes.clear();
            let made = work(number * size, block, &mut bytes);
            if !turn.write(made, &bytes) {
                break;
            }
        }
    });
    queue.state.into_inner().unwrap_or_else(PoisonError::into_inner).result
}

/// Where blocks wait until those before them are written.
struct Queue<W> {
    state: Mutex<State<W>>,
    moved: Condvar,
}

struct State<W> {
    /// The block that is written next.
    turn: usize,
    out: W,
    result: io::Result<()>,
}

/// The place of a block in the queue. It is left in any case, so that nobody waits for a core that gave up.
struct Turn<'a, W> {
    queue: &'a Queue<W>,
    number: usize,
}

impl<W: Write> Turn<'_, W> {
    /// Writes the bytes when it is their turn, and says whether all went well until now.
    fn write(self, made: io::Result<()>, bytes: &[u8]) -> bool {
        let mut state = self.wait();
        if state.result.is_ok() {
            state.result = made.and_then(|()| state.out.write_all(bytes));
        }
        state.result.is_ok()
    }
}

impl<W> Turn<'_, W> {
    fn wait(&self) -> MutexGuard<'_, State<W>> {
        let state = self.queue.state.lock().unwrap_or_else(PoisonError::into_inner);
        let early = |state: &mut State<W>| state.turn < self.number;
        self.queue.moved.wait_while(state, early).unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W> Drop for Turn<'_, W> {
    fn drop(&mut self) {
        self.wait().turn = self.number + 1;
        self.queue.moved.notify_all();
    }
}

/// The next block that nobody has taken, with its number.
fn take<'a, T>(blocks: &[&'a [T]], next: &AtomicUsize) -> Option<(usize, &'a [T])> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    blocks.get(number).map(|block| (number, *block))
}

/// Does the same on every core, but on no more than `most`, and gives what comes of each.
fn share<R: Send>(most: usize, work: impl Fn() -> R + Sync) -> Vec<R> {
    // The C library is asked once: it reads several files for it.
    static CORES: OnceLock<usize> = OnceLock::new();
    let threads = match most {
        0 | 1 => 1,
        most => (*CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))).min(most),
    };
    thread::scope(|scope| {
        // A thread that cannot be started leaves its share to the others.
        let start = |_| thread::Builder::new().spawn_scoped(scope, &work).ok();
        let others: Vec<_> = (1..threads).filter_map(start).collect();
        let mut done = vec![work()];
        for other in others {
            done.push(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

/// Frees a large value on another core, while the caller goes on.
pub fn free(value: impl Send + 'static) {
    // Where no thread can be started, it is freed right here.
    let _ = thread::Builder::new().spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_block() {
        let items: Vec<usize> = (0..1_000).collect();
        let twice: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for block in [0, 1, 7, 999, 1_000, usize::MAX] {
            assert!(map(&items, block, |item| item * 2).eq(twice.iter().copied()), "{block}");
        }
        assert_eq!(map(&[0_usize; 0], 1, |item| item * 2).count(), 0);
    }

    fn put(first: usize, items: &[usize], bytes: &mut Vec<u8>) -> io::Result<()> {
        items.iter().enumerate().try_for_each(|(index, item)| writeln!(bytes, "{} {item}", first + index))
    }

    #[test]
    fn blocks_are_written_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1_000).map(|item| item * 2).collect();
        let lines: String = items.iter().enumerate().map(|(index, item)| format!("{index} {item}\n")).collect();
        for block in [0, 1, 7, 999, 1_000, usize::MAX] {
            let mut out = Vec::new();
            write(&mut out, &items, block, put).expect("memory takes it");
            assert_eq!(String::from_utf8(out).expect("numbers"), lines, "{block}");
        }
        let mut out = Vec::new();
        write(&mut out, &[], 1, put).expect("nothing fails");
        assert_eq!(out, b"");
    }

    #[test]
    fn nothing_is_written_behind_an_error_and_nobody_waits_for_a_core_that_gave_up() {
        let items: Vec<usize> = (0..1_000).collect();
        let mut out = Vec::new();
        let told = write(&mut out, &items, 1, |first, items, bytes| match first {
            500 => Err(io::Error::other("full")),
            _ => put(first, items, bytes),
        });
        assert_eq!(told.map_err(|error| error.to_string()), Err("full".to_owned()));
        let lines: String = (0..500).map(|item| format!("{item} {item}\n")).collect();
        assert_eq!(String::from_utf8(out).expect("numbers"), lines);
        let panics = || {
            write(io::sink(), &items, 1, |first, items, bytes| {
                assert_ne!(first, 500);
                put(first, items, bytes)
            })
        };
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    }
}
