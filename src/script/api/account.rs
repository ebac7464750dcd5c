//! Service accounts and what they may do.

use super::shared::{Common, Labels, Patches, form};
use crate::model::{Permission, PermissionTarget, Said, ServiceAccount, spoken};
use crate::script::args::Args;
use crate::script::fault::Fault;
use crate::script::table::{Arg, Kind, Maker, Row, arg, maker, opt, row, text};
use crate::script::types::Ty;
use crate::text::names;

const WORDS: Ty = Ty::Any(&[Ty::Text, Ty::Texts]);
const RESOURCES: &[Arg] =
    &[arg("verbs", WORDS), arg("resources", WORDS), opt("options", Ty::Options(PermissionOptions::sigs))];

/// The API groups of what every cluster has. A resource of another group says it.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "bindings",
            "componentstatuses",
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services",
        ],
    ),
    (
        "admissionregistration.k8s.io",
        &[
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "validatingwebhookconfigurations",
        ],
    ),
    ("apiextensions.k8s.io", &["customresourcedefinitions"]),
    ("apiregistration.k8s.io", &["apiservices"]),
    ("apps", &["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("authentication.k8s.io", &["selfsubjectreviews", "tokenreviews"]),
    (
        "authorization.k8s.io",
        &["localsubjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "subjectaccessreviews"],
    ),
    ("autoscaling", &["horizontalpodautoscalers"]),
    ("batch", &["cronjobs", "jobs"]),
    ("certificates.k8s.io", &["certificatesigningrequests"]),
    ("coordination.k8s.io", &["leases"]),
    ("discovery.k8s.io", &["endpointslices"]),
    ("networking.k8s.io", &["ingressclasses", "ingresses", "ipaddresses", "networkpolicies", "servicecidrs"]),
    ("node.k8s.io", &["runtimeclasses"]),
    ("policy", &["poddisruptionbudgets"]),
    ("rbac.authorization.k8s.io", &["clusterrolebindings", "clusterroles", "rolebindings", "roles"]),
    ("scheduling.k8s.io", &["priorityclasses"]),
    ("storage.k8s.io", &["csidrivers", "csinodes", "csistoragecapacities", "storageclasses", "volumeattachments"]),
];

/// Options of `allow` and `cluster_allow`.
#[derive(Clone, Debug, Default)]
pub(super) struct PermissionOptions {
    said: Said,
    group: Option<String>,
    names: Option<Vec<String>>,
}
spoken!(PermissionOptions);

impl Kind for PermissionOptions {
    const NAME: &'static str = "permission option";
    const MAKERS: &'static [Maker<Self>] = &[];
    const ROWS: &'static [&'static [Row<Self>]] = &[&[
        text(
            "group",
            &[arg("group", Ty::Text)],
            "The API group of the resources; known for those of Kubernetes.",
            |options| &mut options.group,
        ),
        row("names", &[arg("names", Ty::Texts)], "Only the objects of these names.", |options: &mut Self, args| {
            options.names = Some(args.texts(0));
            Ok(())
        }),
    ]];
}

/// A text, or a list of texts with something in it.
fn words(args: &Args, index: usize, what: &str) -> Result<Vec<String>, Fault> {
    let words = if args.values[index].is_array() { args.texts(index) } else { vec![args.text(index)] };
    if words.is_empty() || words.iter().any(String::is_empty) {
        return Err(args.refuse(index, "argument", format!("At least one {what} is needed.")));
    }
    Ok(words)
}

fn verbs(args: &Args) -> Result<Vec<String>, Fault> {
    let verbs = words(args, 0, "verb")?;
    match verbs.iter().find(|verb| *verb != "*" && !verb.chars().all(|c| c.is_ascii_lowercase() || c == '-')) {
        Some(verb) => Err(args
            .refuse(0, "argument", format!("A verb is a word in lower case, not {verb:?}."))
            .help("write one of \"get\", \"list\", \"watch\", \"create\", \"update\", \"patch\", \"delete\"")),
        None => Ok(verbs),
    }
}

fn resources(args: &Args) -> Result<Permission, Fault> {
    let options = args.options::<PermissionOptions>(2)?;
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for resource in words(args, 1, "resource")? {
        let plain = resource.split('/').next().unwrap_or_default();
        let known = GROUPS.iter().find(|(_, resources)| resources.contains(&plain)).map(|(group, _)| *group);
        let any = (plain == "*").then_some("*");
        let Some(group) = options.group.as_deref().or(known).or(any) else {
            let lower = plain.to_lowercase();
            let all = || GROUPS.iter().flat_map(|(_, resources)| resources.iter().copied());
            let near = all().find(|name| *name == lower || name.strip_suffix('s') == Some(&lower));
            let text = format!("The API group of a resource is not known: {resource}.");
            let fault = args.refuse(1, "argument", text);
            return Err(match near {
                Some(near) => fault.help(format!("did you mean {near:?}?")),
                None => fault.help(
                    "a resource is named in lower case and in the plural; say its group: `#{ group: \"example.com\" }`",
                ),
            });
        };
        match groups.iter_mut().find(|(other, _)| other == group) {
            Some((_, resources)) => resources.push(resource),
            None => groups.push((group.to_owned(), vec![resource])),
        }
    }
    Ok(Permission {
        verbs: verbs(args)?,
        target: PermissionTarget::Resources(groups),
        names: options.names.unwrap_or_default(),
        origin: args.origin(),
    })
}

impl Kind for ServiceAccount {
    const NAME: &'static str = "ServiceAccount";

    const MAKERS: &'static [Maker<Self>] = &[maker(
        "service_account",
        &[arg("name", Ty::Text)],
        "An account of pods, with the roles and bindings for what it may do.",
        |args| {
            let name = args.text(0);
            form(args, 0, names::dns_subdomain(&name))?;
            Ok(Self { name, ..Self::default() })
        },
    )];

    const ROWS: &'static [&'static [Row<Self>]] = &[
        &[
            row("allow", RESOURCES, "It may do this in its namespace.", |account: &mut Self, args| {
                account.allow.push(resources(args)?);
                Ok(())
            })
            .each(),
            row("cluster_allow", RESOURCES, "It may do this in the whole cluster.", |account: &mut Self, args| {
                account.cluster_allow.push(resources(args)?);
                Ok(())
            })
            .each(),
            row(
                "allow_urls",
                &[arg("verbs", WORDS), arg("urls", WORDS)],
                "It may ask these paths of the API server.",
                |account: &mut Self, args| {
                    let urls = words(args, 1, "path")?;
                    if let Some(url) = urls.iter().find(|url| !url.starts_with('/') && *url != "*") {
                        let fault = args.refuse(1, "argument", format!("A path begins with a slash, not {url:?}."));
                        return Err(fault.help(format!("write \"/{url}\"")));
                    }
                    let (verbs, origin) = (verbs(args)?, args.origin());
                    let target = PermissionTarget::Urls(urls);
                    account.cluster_allow.push(Permission { verbs, target, names: Vec::new(), origin });
                    Ok(())
                },
            )
            .each(),
            row(
                "cluster_role",
                &[arg("name", Ty::Text)],
                "It may do in the whole cluster what a role that is there already says.",
                |account: &mut Self, args| {
                    let name = args.text(0);
                    if name.is_empty() || name.contains(['/', '%']) {
                        return Err(args.refuse(0, "name-form", format!("This is not the name of a role: {name:?}.")));
                    }
                    if !account.cluster_roles.iter().any(|(other, _)| *other == name) {
                        account.cluster_roles.push((name, args.origin()));
                    }
                    Ok(())
                },
            )
            .each(),
        ],
        Labels::<Self>::ROWS,
        Patches::<Self>::ROWS,
        Common::<Self>::ROWS,
    ];

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}
