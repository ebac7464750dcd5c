//! The apps.

use std::sync::Arc;

use super::*;

/// The StatefulSet of `language.md`'s "One look".
pub(crate) fn nginx() -> App {
    let mut web = container("nginx", "nginx:1.27", 6);
    web.said.say("port", "http", at(7));
    web.ports = vec![port("http", 80, 7)];
    web.said.say("cpu", "", at(8));
    web.said.say("memory", "", at(9));
    web.resources.cpu = amounts("250m", "500m");
    web.resources.memory = amounts("256Mi", "512Mi");
    web.said.say("env", "TZ", at(10));
    web.env = vec![("TZ".to_owned(), EnvValue::Text("Asia/Shanghai".to_owned()))];
    web.liveness = Some(probe(http("/", named("http")), 11));
    let mut ready = Probe::new(Check::Tcp { port: named("http") });
    ready.said = made(12);
    ready.said.say("period", "", at(13));
    ready.period = 5;
    web.readiness = Some(Arc::new(ready));
    web.pre_stop = Some(Arc::new(Hook {
        said: made(14),
        action: HookAction::Exec(["nginx", "-s", "quit"].map(str::to_owned).to_vec()),
        patch: Vec::new(),
    }));
    web.mounts = vec![mount("/tmp", Volume::Claim(claim("disk-ssd", "20Gi", 15)), 15)];

    let mut set = workload(WorkloadKind::StatefulSet, "nginx", 17);
    set.said.say("replicas", "", at(18));
    set.replicas = Some(2);
    set.containers = vec![Arc::new(web)];
    let mut rolling = update(20, Strategy::Rolling);
    rolling.said.say("partition", "", at(21));
    rolling.partition = Some(0);
    set.update = Some(Arc::new(rolling));
    set.services = vec![Arc::new(Service {
        said: made(22),
        ports: vec![service_port(Port::Number(80), Target::To(named("http")), 22)],
        ..Service::default()
    })];
    set.ingresses = vec![Arc::new(Ingress { said: made(23), host: "foo.bar.com".to_owned(), ..Ingress::default() })];
    app_of(set)
}

/// A Deployment with nearly everything that one can have.
pub(crate) fn web() -> App {
    let mut main = container("web", "registry.example.com:5000/shop/web:2.1", 3);
    main.ports = vec![port("http", 8080, 4), port("metrics", 9090, 5)];
    main.resources.cpu = amounts("250m", "1");
    main.resources.memory = amounts("256Mi", "512Mi");
    main.env = vec![
        ("POD".to_owned(), EnvValue::Field("metadata.name".to_owned())),
        ("EMPTY".to_owned(), EnvValue::Text(String::new())),
        (
            "TOKEN".to_owned(),
            EnvValue::ExistingSecret { name: "api".to_owned(), key: "token".to_owned(), optional: true },
        ),
    ];
    main.command = Some(vec!["/web".to_owned()]);
    main.args = Some(vec!["--port".to_owned(), "8080".to_owned()]);
    main.startup = Some(probe(http("/started", named("http")), 9));
    main.liveness = Some(probe(http("/alive", named("http")), 10));
    main.readiness = Some(probe(Check::Grpc { port: named("metrics"), service: None }, 11));
    main.run_as_non_root = Some(true);
    main.read_only_root = Some(true);
    main.capabilities.drop = vec!["ALL".to_owned()];
    let scratch = Arc::new(EmptyDir { said: made(12), size_limit: Some("64Mi".to_owned()), ..EmptyDir::default() });
    main.mounts = vec![
        mount("/tmp/x", Volume::EmptyDir(scratch.clone()), 12),
        mount("/var/cache", Volume::EmptyDir(scratch), 13),
    ];
    let mut migrate = container("migrate", "registry.example.com:5000/shop/web:2.1", 14);
    migrate.command = Some(vec!["/migrate".to_owned()]);
    let mut proxy = container("proxy", "envoy:1.31", 15);
    proxy.resources.cpu = amounts("50m", "");

    let mut web = workload(WorkloadKind::Deployment, "web", 20);
    web.namespace = Some("shop".to_owned());
    web.description = Some("The shop.".to_owned());
    web.labels = vec![("tier".to_owned(), "front".to_owned())];
    web.pod_labels = vec![("tier".to_owned(), "front".to_owned())];
    web.pod_annotations = vec![("prometheus.io/scrape".to_owned(), "true".to_owned())];
    web.containers = vec![Arc::new(main)];
    web.init_containers = vec![(Arc::new(migrate), false), (Arc::new(proxy), true)];
    web.services = vec![Arc::new(Service {
        said: made(25),
        kind: Some("NodePort".to_owned()),
        session_affinity: Some(10800),
        ports: vec![
            service_port(Port::Number(80), Target::To(named("http")), 26),
            service_port(named("metrics"), Target::Same, 27),
            service_port(Port::Number(81), Target::To(Port::Number(8081)), 28),
        ],
        ..Service::default()
    })];
    web.ingresses = vec![Arc::new(Ingress {
        said: made(30),
        host: "shop.example.com".to_owned(),
        class: Some("nginx".to_owned()),
        tls: Some(NamedPart { part: None, name: "shop-tls".to_owned() }),
        paths: vec![IngressPath {
            path: "/".to_owned(),
            service: Some(Rule::Service(web.services[0].clone())),
            port: Some(named("http")),
            origin: at(31),
        }],
        ..Ingress::default()
    })];
    web.hpa = Some(Arc::new(Hpa {
        said: made(33),
        min: 3,
        max: 10,
        metrics: vec![
            Metric::new(Measure::Resource("cpu"), Amount::Percent(70), at(34)),
            Metric::new(Measure::Resource("memory"), Amount::Average("400Mi".to_owned()), at(35)),
        ],
        scale_down: Some(Arc::new(Scaling {
            said: made(36),
            stabilization: Some(300),
            policies: vec![Policy { kind: "Percent", value: 50, period: 60 }],
            select: Some("Max".to_owned()),
        })),
        ..Hpa::default()
    }));
    web.disruption_budget = Some(Arc::new(DisruptionBudget {
        said: made(38),
        max_unavailable: Some("25%".into()),
        ..DisruptionBudget::default()
    }));
    web.pod.tolerations = vec![Arc::new(Toleration {
        said: made(39),
        key: Some("dedicated".to_owned()),
        value: Some("shop".to_owned()),
        effect: Some("NoSchedule".to_owned()),
        seconds: None,
    })];
    web.pod.node_selector = vec![("beta.kubernetes.io/os".to_owned(), "linux".to_owned())];
    web.pod.termination_grace_period = Some(60);
    web.pod.run_as_user = Some(1000);
    web.pod.fs_group = Some(1000);
    web.min_ready = Some(0);
    web.revision_history = Some(5);
    let mut app = app_of(web);
    app.labels = vec![("team".to_owned(), "shop".to_owned())];
    app.annotations = vec![("example.com/owner".to_owned(), "shop".to_owned())];
    app
}

/// Two workloads, one after the other, with a Secret that both use.
pub(crate) fn wordpress(password: Source) -> App {
    let mut secret = Secret {
        said: made(2),
        name: "db".to_owned(),
        data: vec![("password".to_owned(), password)],
        ..Secret::default()
    };
    secret.said.say("data", "password", at(3));
    let secret = Arc::new(secret);
    let password =
        |secret: &Arc<Secret>| EnvValue::Secret { secret: secret.clone(), key: "password".to_owned(), optional: false };

    let mut mysql = container("mysql", "mysql:8.4", 5);
    mysql.ports = vec![port("mysql", 3306, 6)];
    mysql.env = vec![("MYSQL_ROOT_PASSWORD".to_owned(), password(&secret))];
    mysql.mounts = vec![mount("/var/lib/mysql", Volume::Claim(claim("data", "10Gi", 8)), 8)];
    let mut db = workload(WorkloadKind::StatefulSet, "mysql", 10);
    db.replicas = Some(1);
    db.containers = vec![Arc::new(mysql)];
    db.services = vec![Arc::new(Service { said: made(12), ..Service::default() })];

    let mut wordpress = container("wordpress", "wordpress:6.6", 15);
    wordpress.ports = vec![port("http", 80, 16)];
    wordpress.env = vec![("WORDPRESS_DB_PASSWORD".to_owned(), password(&secret))];
    wordpress.mounts = vec![
        mount("/var/www/html", Volume::Claim(claim("files", "10Gi", 18)), 18),
        mount("/run/secrets/db", Volume::Secret(secret.clone()), 19),
    ];
    let mut front = workload(WorkloadKind::Deployment, "wordpress", 20);
    front.replicas = Some(1);
    front.containers = vec![Arc::new(wordpress)];
    front.update = Some(Arc::new(update(21, Strategy::Recreate)));

    let db = Part::Workload(Arc::new(db));
    let front = Part::Workload(Arc::new(front));
    App {
        said: made(25),
        name: "blog".to_owned(),
        namespace: Some("blog".to_owned()),
        description: Some("A blog.".to_owned()),
        parts: vec![
            Part::Namespace(Arc::new(Namespace { said: made(26), name: "blog".to_owned(), ..Namespace::default() })),
            front.clone(),
            db.clone(),
            Part::Secret(secret),
        ]
        .into(),
        sequence: vec![db, front],
        ..App::default()
    }
}

/// A StatefulSet whose pods keep away from each other, with three ports.
pub(crate) fn zookeeper() -> App {
    let ready =
        |line| probe(Check::Exec { command: ["sh", "-c", "zookeeper-ready 2181"].map(str::to_owned).to_vec() }, line);
    let mut zk = container("zookeeper", "zookeeper:3.9", 3);
    zk.ports = vec![port("client", 2181, 4), port("server", 2888, 5), port("leader-election", 3888, 6)];
    zk.resources.cpu = amounts("500m", "");
    zk.resources.memory = amounts("1Gi", "");
    zk.readiness = Some(ready(8));
    zk.liveness = Some(ready(9));
    zk.mounts = vec![mount("/data", Volume::Claim(claim("data", "10Gi", 10)), 10)];
    let mut set = workload(WorkloadKind::StatefulSet, "zk", 12);
    set.replicas = Some(3);
    set.pod_management = Some("Parallel".to_owned());
    set.claim_retention = Some(("Retain".to_owned(), "Delete".to_owned()));
    set.containers = vec![Arc::new(zk)];
    set.services = vec![Arc::new(Service {
        said: made(15),
        ports: vec![service_port(named("client"), Target::Same, 16)],
        ..Service::default()
    })];
    set.disruption_budget = Some(Arc::new(DisruptionBudget {
        said: made(17),
        max_unavailable: Some(1.into()),
        ..DisruptionBudget::default()
    }));
    set.pod.apart = vec![
        Apart { topology: "kubernetes.io/hostname".to_owned(), weight: None, origin: at(18) },
        Apart { topology: "topology.kubernetes.io/zone".to_owned(), weight: Some(50), origin: at(19) },
    ];
    set.pod.fs_group = Some(1000);
    app_of(set)
}
