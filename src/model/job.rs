//! What only Jobs and CronJobs say.

use super::seldom::seldom;

/// What a Job or CronJob says beside its pods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobSpec {
    /// Pods that have to succeed.
    pub completions: Option<i64>,
    /// Pods that run at once.
    pub parallelism: Option<i64>,
    /// Failures until the job fails; 6 unless said.
    pub backoff_limit: Option<i64>,
    /// `NonIndexed` or `Indexed`.
    pub completion_mode: Option<String>,
    /// Failures of an index until it fails.
    pub backoff_limit_per_index: Option<i64>,
    /// Failed indexes until the job fails.
    pub max_failed_indexes: Option<i64>,
    /// `TerminatingOrFailed` or `Failed`.
    pub pod_replacement: Option<String>,
    /// Seconds that the job may take.
    pub active_deadline: Option<i64>,
    /// Seconds until a finished job is deleted.
    pub ttl_after_finished: Option<i64>,
    /// Starts no pods, or no jobs.
    pub suspend: Option<bool>,
    /// Keeps the plain name, without the digest of the template.
    pub fixed_name: bool,
    /// Five fields; a CronJob needs it.
    pub schedule: Option<String>,
    /// Time zone of the schedule.
    pub time_zone: Option<String>,
    /// `Allow`, `Forbid` or `Replace`.
    pub concurrency: Option<String>,
    /// Seconds that a job may start late.
    pub starting_deadline: Option<i64>,
    /// Finished jobs that are kept.
    pub history_success: Option<i64>,
    /// Failed jobs that are kept.
    pub history_failed: Option<i64>,
}

seldom!(JobSpec);
