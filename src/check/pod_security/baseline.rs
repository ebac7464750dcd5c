//! The level baseline: what is known to lead out of a container.

use super::{Control, Violation, containers, contexts, has_own_users};
use crate::check::context::Context;
use crate::check::pods::{Pod, name};
use crate::check::view::View;

/// Every control of the level.
pub(super) const CONTROLS: &[Control] = &[
    host_process,
    host_namespaces,
    privileged,
    capabilities,
    host_paths,
    host_ports,
    host_probes,
    app_armor,
    se_linux,
    proc_mount,
    seccomp,
    sysctls,
];

/// Capabilities that may be added.
pub(super) const CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Settings of the kernel that may be changed, each from a minor version on.
const SYSCTLS: [(&str, u16); 14] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
    ("net.ipv4.tcp_notsent_lowat", 37),
    ("net.ipv4.tcp_slow_start_after_idle", 37),
];

fn host_process(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let flags = contexts(pod).into_iter().filter_map(|(whose, view)| {
        let flag = view.at(&["windowsOptions", "hostProcess"]).filter(|flag| flag.boolean() == Some(true))?;
        Some(Violation::new(format!("no process of the node: {whose}"), "leave out `hostProcess`.", flag.origin))
    });
    flags.collect()
}

fn host_namespaces(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let fields = [
        ("hostNetwork", "no network of the node", "`.host_network()`"),
        ("hostPID", "no processes of the node", "`.host_pid()`"),
        ("hostIPC", "no shared memory of the node", "`hostIPC`"),
    ];
    fields
        .into_iter()
        .filter_map(|(field, what, call)| {
            let view = pod.spec.get(field).filter(|view| view.boolean() == Some(true))?;
            Some(Violation::new(
                format!("{what}: {}", pod.object.identity()),
                format!("leave out {call}."),
                view.origin,
            ))
        })
        .collect()
}

fn privileged(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let all = containers(pod).into_iter().filter_map(|container| {
        let flag = container.at(&["securityContext", "privileged"]).filter(|flag| flag.boolean() == Some(true))?;
        let what = format!("no privileged container: {}", name(container));
        Some(Violation::new(what, "leave out `.privileged()`.", flag.origin))
    });
    all.collect()
}

fn capabilities(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for container in containers(pod) {
        let added = container.at(&["securityContext", "capabilities", "add"]);
        for capability in added.into_iter().flat_map(View::items) {
            let text = capability.text().unwrap_or_default();
            if !CAPABILITIES.contains(&text) {
                let what = format!("no capability that reaches beyond the container `{}`: {text}", name(container));
                let mend = format!("may be added: {}.", CAPABILITIES.join(", "));
                found.push(Violation::new(what, mend, capability.origin));
            }
        }
    }
    found
}

fn host_paths(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let volumes = pod.spec.list("volumes").filter_map(|volume| {
        let path = volume.get("hostPath")?;
        let shown = path.text_at("path").unwrap_or_else(|| name(volume));
        let mend = "use `volume_claim(…)` or `empty_dir()`.";
        Some(Violation::new(format!("no folder of the node: {shown}"), mend, path.origin))
    });
    volumes.collect()
}

fn host_ports(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let ports = containers(pod).into_iter().flat_map(|container| container.list("ports"));
    ports
        .filter_map(|port| {
            let host = port.get("hostPort").filter(|host| host.number().is_some_and(|number| number != 0))?;
            let mend = "leave out `host`; a `service().type(\"NodePort\")` is reached from outside.";
            Some(Violation::new(format!("no port of the node: {}", host.shown()), mend, host.origin))
        })
        .collect()
}

/// Probes and hooks of the kubelet that lead to other hosts (from 1.34 on).
fn host_probes(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if context.before(34) {
        return Vec::new();
    }
    let places: [&[&str]; 5] = [
        &["livenessProbe"],
        &["readinessProbe"],
        &["startupProbe"],
        &["lifecycle", "postStart"],
        &["lifecycle", "preStop"],
    ];
    let mut found = Vec::new();
    for container in containers(pod) {
        for asked in places.iter().filter_map(|place| container.at(place)) {
            for action in ["httpGet", "tcpSocket"] {
                let host = asked.at(&[action, "host"]).filter(|host| host.text() != Some(""));
                found.extend(host.map(|host| {
                    let what = format!("probes and hooks must ask their own pod, not another host: {}", host.shown());
                    Violation::new(what, "leave out `.host(…)`; a header `Host` names a virtual host.", host.origin)
                }));
            }
        }
    }
    found
}

fn app_armor(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    const PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";
    let annotations = pod.metadata.and_then(|metadata| metadata.get("annotations"));
    let annotated = annotations.into_iter().flat_map(View::entries).filter_map(|(key, value)| {
        let profile = value.text().filter(|_| key.starts_with(PREFIX))?;
        let right = profile.is_empty() || profile == "runtime/default" || profile.starts_with("localhost/");
        (!right).then_some(value)
    });
    let fields = contexts(pod).into_iter().filter_map(|(_, view)| {
        let profile = view.at(&["appArmorProfile", "type"])?;
        (!matches!(profile.text(), Some("RuntimeDefault" | "Localhost"))).then_some(profile)
    });
    let told = annotated.chain(fields).map(|view| {
        let what = format!("AppArmor must not be turned off: {}", view.shown());
        Violation::new(what, "leave the profile out: the runtime has one of its own.", view.origin)
    });
    told.collect()
}

fn se_linux(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for options in contexts(pod).into_iter().filter_map(|(_, view)| view.get("seLinuxOptions")) {
        if let Some(kind) = options.get("type") {
            let right = match kind.text().unwrap_or_default() {
                "" | "container_t" | "container_init_t" | "container_kvm_t" => true,
                "container_engine_t" => !context.before(31),
                _ => false,
            };
            if !right {
                let what = format!("no other type of SELinux: {}", kind.shown());
                found.push(Violation::new(what, "leave it out, or say \"container_t\".", kind.origin));
            }
        }
        for field in ["user", "role"] {
            let view = options.get(field).filter(|view| view.text() != Some(""));
            found.extend(view.map(|view| {
                let what = format!("no {field} of SELinux of its own: {}", view.shown());
                Violation::new(what, "leave it out.", view.origin)
            }));
        }
    }
    found
}

fn proc_mount(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    if has_own_users(context, pod) {
        return Vec::new();
    }
    unmasked(pod)
}

/// Containers that see all of `/proc`.
pub(super) fn unmasked(pod: &Pod<'_>) -> Vec<Violation> {
    let all = contexts(pod).into_iter().filter_map(|(_, view)| {
        let mount = view.get("procMount").filter(|mount| mount.text() != Some("Default"))?;
        let what = format!("`/proc` must be masked as usual: {}", mount.shown());
        Some(Violation::new(what, "leave out `procMount`.", mount.origin))
    });
    all.collect()
}

fn seccomp(_: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let all = contexts(pod).into_iter().filter_map(|(whose, view)| {
        let kind = view.at(&["seccompProfile", "type"])?;
        let right = matches!(kind.text(), Some("RuntimeDefault" | "Localhost"));
        let what = format!("seccomp must not be turned off, but {whose} says: {}", kind.shown());
        (!right).then(|| Violation::new(what, "say `.seccomp(\"RuntimeDefault\")`, or leave it out.", kind.origin))
    });
    all.collect()
}

fn sysctls(context: &Context<'_>, pod: &Pod<'_>) -> Vec<Violation> {
    let said = pod.spec.get("securityContext").into_iter().flat_map(|view| view.list("sysctls"));
    said.filter_map(|sysctl| {
        let text = name(sysctl);
        let right = SYSCTLS.iter().any(|(known, since)| *known == text && (*since == 0 || !context.before(*since)));
        let what = format!("no setting of the kernel that reaches beyond the pod: {text}");
        (!right).then(|| Violation::new(what, "leave out `.sysctl(…)`.", sysctl.origin))
    })
    .collect()
}
