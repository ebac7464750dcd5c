//! Ctrl-C and the wish of the system to stop.

use tokio::sync::watch;

/// Counts the signals to stop: 1 after the first, 2 after the second. From here on they no longer end the process.
pub(super) fn watch() -> watch::Receiver<u8> {
    let (sender, receiver) = watch::channel(0);
    tokio::spawn(async move {
        for count in 1..=2 {
            signal().await;
            // Nobody listens any more where the run has ended.
            let _ = sender.send(count);
        }
        std::future::pending::<()>().await;
    });
    receiver
}

/// Waits for one signal. Where none can be waited for, none comes.
#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// Waits for one signal. Where none can be waited for, none comes.
#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
