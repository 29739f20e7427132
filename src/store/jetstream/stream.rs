//! The connection, the stream and the buckets.

use core::future::Future;
use core::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{Context, ErrorCode, kv, object_store};
use async_nats::{ConnectOptions, ServerAddr};
use tokio::time::{Instant, sleep, timeout};

use crate::store::jetstream::{JetStreamError, JetStreamOptions, subject};

/// What came of a try that came to nothing.
pub(super) const NOTHING: &str = "nobody answers";

pub(super) struct Opened {
    pub(super) stream: Stream<()>,
    pub(super) bases: kv::Store,
    pub(super) large: object_store::ObjectStore,
    pub(super) largest: Option<usize>,
    pub(super) replicated: bool,
}

/// An address without what is secret in it.
fn without_credentials(server: &str) -> String {
    let (scheme, rest) = server.split_once("://").map_or(("", server), |(scheme, rest)| (scheme, rest));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split(['?', '#']).next().unwrap_or_default();
    if scheme.is_empty() { host.to_owned() } else { format!("{scheme}://{host}") }
}

/// A text without the credentials of an address, should they be in it.
fn without_secrets(mut text: String, servers: &str) -> String {
    for server in servers.split(',') {
        let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
        let Some((credentials, _)) = rest.rsplit_once('@') else { continue };
        for secret in credentials.split(':').chain([credentials]).filter(|secret| secret.len() > 2) {
            text = text.replace(secret, "…");
        }
    }
    text
}

pub(super) async fn connect(
    servers: &str,
    connection: ConnectOptions,
    within: Duration,
) -> Result<async_nats::Client, JetStreamError> {
    let fault = |why: String| JetStreamError::Connect {
        servers: servers
            .split(',')
            .map(|server| without_credentials(server.trim()))
            .collect::<Vec<_>>()
            .join(", "),
        why: without_secrets(why, servers),
    };
    let addresses: Result<Vec<ServerAddr>, _> =
        servers.split(',').map(str::trim).filter(|server| !server.is_empty()).map(str::parse).collect();
    let addresses = addresses.map_err(|error: std::io::Error| fault(error.to_string()))?;
    let connection = with_credentials(connection, &addresses);
    match timeout(within, connection.connect(addresses)).await {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(error)) => Err(fault(error.to_string())),
        Err(_) => Err(fault(format!("no answer within {within:?}"))),
    }
}

/// The client does not look at credentials in an address: a user and a password, or a token.
fn with_credentials(connection: ConnectOptions, addresses: &[ServerAddr]) -> ConnectOptions {
    let plain = |text: &str| {
        subject::decoded(text, b'%')
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_else(|| text.to_owned())
    };
    let Some(address) = addresses.iter().find(|address| address.has_user_pass()) else { return connection };
    match (address.username(), address.password()) {
        (Some(user), Some(password)) => connection.user_and_password(plain(user), plain(password)),
        (Some(token), None) => connection.token(plain(token)),
        _ => connection,
    }
}

/// Tries until there is an answer that is not for want of a leader.
async fn until<T, E, F>(
    within: Duration,
    doing: &str,
    passing: impl Fn(&E) -> bool,
    again: impl Fn() -> F,
) -> Result<Result<T, E>, JetStreamError>
where
    E: core::fmt::Display,
    F: Future<Output = Result<T, E>>,
{
    let mut why = NOTHING.to_owned();
    let silent = |why: String| JetStreamError::Silent { doing: doing.to_owned(), within, why };
    let Some(deadline) = Instant::now().checked_add(within) else { return Err(silent(why)) };
    loop {
        match tokio::time::timeout_at(deadline, again()).await {
            Ok(Err(error)) if passing(&error) => why = error.to_string(),
            Ok(answer) => return Ok(answer),
            Err(_) => return Err(silent(why)),
        }
        if Instant::now() >= deadline {
            return Err(silent(why));
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Whether an error of the server is for want of a leader or of peers that are still to come.
fn passing(code: ErrorCode) -> bool {
    code == ErrorCode::CLUSTER_NOT_AVAILABLE || code == ErrorCode::INSUFFICIENT_RESOURCES
}

pub(super) async fn open(context: &Context, options: &JetStreamOptions) -> Result<Opened, JetStreamError> {
    let within = options.open_within;
    let config = wanted(options);
    let found = made(context, &config, within).await?;
    check(&found, &config)?;
    let largest = usize::try_from(found.max_message_size).ok().filter(|size| *size > 0);

    let [bases, large] = buckets(options);
    for bucket in [&bases, &large] {
        check(&made(context, bucket, within).await?, bucket)?;
    }
    let refused = |stream: &str, why: String| JetStreamError::Refused {
        doing: format!("open the stream `{stream}`"),
        why,
    };
    let bucket = format!("{}_bases", options.stream);
    let bases =
        context.get_key_value(&bucket).await.map_err(|error| refused(&bases.name, error.to_string()))?;
    let bucket = format!("{}_large", options.stream);
    let large =
        context.get_object_store(&bucket).await.map_err(|error| refused(&large.name, error.to_string()))?;
    let stream = context.get_stream_no_info(&options.stream).await;
    let stream = stream.map_err(|error| refused(&options.stream, error.to_string()))?;
    Ok(Opened { stream, bases, large, largest, replicated: found.num_replicas > 1 })
}

/// What a stream is made as.
fn wanted(options: &JetStreamOptions) -> Config {
    Config {
        name: options.stream.clone(),
        description: Some("Floors of fairdeal: one subject a floor, one message a commit".to_owned()),
        subjects: vec![format!("{}.>", options.prefix)],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        num_replicas: options.replicas,
        max_messages: -1,
        max_bytes: -1,
        max_messages_per_subject: -1,
        max_consumers: -1,
        discard: DiscardPolicy::New,
        deny_delete: true,
        // Only the leader answers.
        allow_direct: false,
        ..Config::default()
    }
}

/// The streams behind the buckets for snapshots and for what is large, as the client makes them but for reads, which
/// only the leader is to answer.
fn buckets(options: &JetStreamOptions) -> [Config; 2] {
    let common = Config {
        storage: StorageType::File,
        num_replicas: options.replicas,
        max_messages: -1,
        max_bytes: -1,
        max_consumers: -1,
        discard: DiscardPolicy::New,
        allow_rollup: true,
        allow_direct: false,
        ..Config::default()
    };
    let (bases, large) = (format!("{}_bases", options.stream), format!("{}_large", options.stream));
    [
        Config {
            name: format!("KV_{bases}"),
            description: Some(format!("Snapshots of the floors in stream {}", options.stream)),
            subjects: vec![format!("$KV.{bases}.>")],
            max_messages_per_subject: 1,
            deny_delete: true,
            ..common.clone()
        },
        Config {
            name: format!("OBJ_{large}"),
            description: Some(format!("What is too large for a message of stream {}", options.stream)),
            subjects: vec![format!("$O.{large}.C.>"), format!("$O.{large}.M.>")],
            max_messages_per_subject: -1,
            ..common
        },
    ]
}

/// The stream as it is, made first if it is not there.
async fn made(context: &Context, config: &Config, within: Duration) -> Result<Config, JetStreamError> {
    use async_nats::jetstream::context::{CreateStreamErrorKind, GetStreamErrorKind};
    let doing = format!("open the stream `{}`", config.name);
    let refused = |fault: Fault| JetStreamError::Refused { doing: doing.clone(), why: fault.why };
    let look = || {
        until(
            within,
            &doing,
            |fault: &Fault| fault.passes,
            || async {
                let found = context.get_stream(&config.name).await;
                found.map(|stream| stream.cached_info().config.clone()).map_err(|error| match error.kind() {
                    GetStreamErrorKind::JetStream(said) => Fault::said(&said),
                    GetStreamErrorKind::Request => Fault::passing(error.to_string()),
                    _ => Fault::lasting(error.to_string()),
                })
            },
        )
    };
    match look().await? {
        Ok(found) => return Ok(found),
        Err(fault) if fault.missing => {}
        Err(fault) => return Err(refused(fault)),
    }
    let create = until(
        within,
        &doing,
        |fault: &Fault| fault.passes,
        || async {
            let made = context.create_stream(config.clone()).await;
            made.map(|stream| stream.cached_info().config.clone()).map_err(|error| match error.kind() {
                CreateStreamErrorKind::JetStream(said) => Fault::said(&said),
                CreateStreamErrorKind::TimedOut | CreateStreamErrorKind::JetStreamUnavailable => {
                    Fault::passing(error.to_string())
                }
                _ => Fault::lasting(error.to_string()),
            })
        },
    );
    match create.await? {
        Ok(made) => Ok(made),
        // Another process may have made it meanwhile.
        Err(fault) => look().await?.map_err(|_| refused(fault)),
    }
}

/// Why a stream was not found or made.
struct Fault {
    missing: bool,
    passes: bool,
    why: String,
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.why)
    }
}

impl Fault {
    fn said(error: &async_nats::jetstream::Error) -> Fault {
        let missing = error.error_code() == ErrorCode::STREAM_NOT_FOUND;
        Fault { missing, passes: passing(error.error_code()), why: error.to_string() }
    }

    fn passing(why: String) -> Fault {
        Fault { missing: false, passes: true, why }
    }

    fn lasting(why: String) -> Fault {
        Fault { missing: false, passes: false, why }
    }
}

/// What an existing stream must be. What does no harm is the operator's choice.
fn check(found: &Config, wanted: &Config) -> Result<(), JetStreamError> {
    let fault = |setting, found: String, must: &str| {
        Err(JetStreamError::Stream { stream: wanted.name.clone(), setting, found, must: must.to_owned() })
    };
    for subject in &wanted.subjects {
        // A floor is one token.
        let narrow = format!("{}*", subject.trim_end_matches('>'));
        if !found.subjects.iter().any(|found| found == subject || *found == narrow) {
            return fault("subjects", format!("{:?}", found.subjects), &format!("one of them `{subject}`"));
        }
    }
    if found.storage != StorageType::File {
        return fault("storage", "memory".to_owned(), "file: what is in memory is gone with the server");
    }
    if found.retention != RetentionPolicy::Limits {
        return fault("retention", format!("{:?}", found.retention), "limits: others remove what was read");
    }
    if !found.max_age.is_zero() {
        return fault("max_age", format!("{:?}", found.max_age), "0: records do not age");
    }
    let limits = [
        ("max_msgs", found.max_messages, wanted.max_messages),
        ("max_bytes", found.max_bytes, wanted.max_bytes),
        ("max_msgs_per_subject", found.max_messages_per_subject, wanted.max_messages_per_subject),
    ];
    for (setting, limit, sound) in limits {
        let keeps = found.discard == DiscardPolicy::New
            && (setting != "max_msgs_per_subject" || found.discard_new_per_subject);
        if limit > 0 && limit != sound && !keeps {
            return fault(
                setting,
                limit.to_string(),
                "-1, or `discard` new: old records are not to be dropped",
            );
        }
    }
    if found.no_ack {
        return fault("no_ack", "true".to_owned(), "false: a commit waits for the acknowledgement");
    }
    if found.sealed {
        return fault("sealed", "true".to_owned(), "false: commits are to be added");
    }
    if found.mirror.is_some() {
        return fault("mirror", "set".to_owned(), "not set: a mirror takes no commits");
    }
    if found.sources.as_ref().is_some_and(|sources| !sources.is_empty()) {
        return fault("sources", "set".to_owned(), "not set: only commits belong here");
    }
    if found.num_replicas < wanted.num_replicas {
        let must = format!("{} at least", wanted.num_replicas);
        return fault("num_replicas", found.num_replicas.to_string(), &must);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_loses_records_is_named() {
        let options = JetStreamOptions::default().replicas(3);
        let sound = wanted(&options);
        assert_eq!(check(&sound, &sound), Ok(()));
        for bucket in buckets(&options) {
            assert_eq!(check(&bucket, &bucket), Ok(()));
            let error =
                check(&Config { storage: StorageType::Memory, ..bucket.clone() }, &bucket).unwrap_err();
            assert!(error.to_string().contains(&bucket.name), "{error}");
        }
        assert_eq!(
            check(&Config { max_bytes: 1 << 30, ..sound.clone() }, &sound),
            Ok(()),
            "refuses what is new"
        );
        let old = DiscardPolicy::Old;
        let faulty = [
            ("subjects", Config { subjects: vec!["other.>".to_owned()], ..sound.clone() }),
            ("storage", Config { storage: StorageType::Memory, ..sound.clone() }),
            ("retention", Config { retention: RetentionPolicy::WorkQueue, ..sound.clone() }),
            ("retention", Config { retention: RetentionPolicy::Interest, ..sound.clone() }),
            ("max_age", Config { max_age: Duration::from_secs(86_400), ..sound.clone() }),
            ("max_msgs", Config { max_messages: 9, discard: old, ..sound.clone() }),
            ("max_bytes", Config { max_bytes: 9, discard: old, ..sound.clone() }),
            ("max_msgs_per_subject", Config { max_messages_per_subject: 1, ..sound.clone() }),
            ("no_ack", Config { no_ack: true, ..sound.clone() }),
            ("sealed", Config { sealed: true, ..sound.clone() }),
            (
                "mirror",
                Config { mirror: Some(async_nats::jetstream::stream::Source::default()), ..sound.clone() },
            ),
            (
                "sources",
                Config {
                    sources: Some(vec![async_nats::jetstream::stream::Source::default()]),
                    ..sound.clone()
                },
            ),
            ("num_replicas", Config { num_replicas: 1, ..sound.clone() }),
        ];
        for (name, config) in faulty {
            let error = check(&config, &sound).unwrap_err();
            assert!(
                matches!(&error, JetStreamError::Stream { setting, .. } if *setting == name),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn credentials_are_never_said() {
        let servers = "nats://ann:s3cret@n1:4222";
        assert_eq!(without_credentials(servers), "nats://n1:4222");
        assert_eq!(without_credentials("token@n1"), "n1");
        assert_eq!(without_secrets("no way in for ann:s3cret".to_owned(), servers), "no way in for …:…");
    }
}
