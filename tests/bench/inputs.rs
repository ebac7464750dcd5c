//! The same Deployments, said in each language.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Names of containers, probes and the like are the same in all; what differs is the number.
fn chain(number: &str, index: &str) -> String {
    format!(
        "deployment({number}).replicas(3).label(\"tier\", \"web\").container(container(\"web\", \"nginx:1.27.3\")\
         .port(\"http\", 8080).env(\"INDEX\", {index}).env(\"MODE\", \"production\").cpu(\"100m\")\
         .memory(\"128Mi\", \"256Mi\").readiness(probe_http(\"/healthz\", \"http\").period(5)))"
    )
}

/// A loop that collects a list.
pub fn list(count: usize) -> String {
    let one = chain("`web-${i}`", "`${i}`");
    format!("let parts = [];\nfor i in 0..{count} {{\n    parts.push({one});\n}}\napp(\"bench\").add(parts)\n")
}

/// A loop that adds one part after the other to the app.
pub fn add(count: usize) -> String {
    let one = chain("`web-${i}`", "`${i}`");
    format!("let a = app(\"bench\");\nfor i in 0..{count} {{\n    a = a.add({one});\n}}\na\n")
}

/// Every Deployment on a line of its own.
pub fn unrolled(count: usize) -> String {
    let mut text = "app(\"bench\").add([\n".to_owned();
    for i in 0..count {
        let _ = writeln!(text, "    {},", chain(&format!("\"web-{i}\""), &format!("\"{i}\"")));
    }
    text + "])\n"
}

/// The same objects in Jsonnet.
pub fn jsonnet(count: usize) -> String {
    format!(
        r#"local selector(name) = {{ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'bench' }};
local container(i) = {{
  name: 'web',
  image: 'nginx:1.27.3',
  ports: [{{ name: 'http', containerPort: 8080, protocol: 'TCP' }}],
  env: [{{ name: 'INDEX', value: '%d' % i }}, {{ name: 'MODE', value: 'production' }}],
  resources: {{ requests: {{ cpu: '100m', memory: '128Mi' }}, limits: {{ memory: '256Mi' }} }},
  readinessProbe: {{
    httpGet: {{ path: '/healthz', port: 'http' }},
    initialDelaySeconds: 3,
    periodSeconds: 5,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
  }},
}};
local deployment(i) = {{
  local name = 'web-%d' % i,
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {{ name: name, labels: selector(name) + {{ tier: 'web' }} }},
  spec: {{
    replicas: 3,
    strategy: {{ type: 'RollingUpdate', rollingUpdate: {{ maxUnavailable: '25%', maxSurge: '25%' }} }},
    selector: {{ matchLabels: selector(name) }},
    template: {{
      metadata: {{ labels: selector(name) }},
      spec: {{ containers: [container(i)] }},
    }},
  }},
}};
{{ apiVersion: 'v1', kind: 'List', items: [deployment(i) for i in std.range(0, {count} - 1)] }}
"#
    )
}

/// Deployments as YAML, to which kustomize adds a label.
fn manifests(count: usize) -> String {
    let mut text = String::new();
    for i in 0..count {
        let _ = write!(
            text,
            r#"---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{i}
  labels:
    app.kubernetes.io/name: web-{i}
    tier: web
spec:
  replicas: 3
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 25%
      maxSurge: 25%
  selector:
    matchLabels:
      app.kubernetes.io/name: web-{i}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web-{i}
    spec:
      containers:
        - name: web
          image: nginx:1.27.3
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
          env:
            - name: INDEX
              value: "{i}"
            - name: MODE
              value: production
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 3
            periodSeconds: 5
            timeoutSeconds: 1
            successThreshold: 1
            failureThreshold: 3
"#
        );
    }
    text
}

const KUSTOMIZATION: &str = r"apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployments.yaml
labels:
  - pairs:
      app.kubernetes.io/instance: bench
    includeSelectors: true
";

/// Writes a file, and gives its path.
pub fn file(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, text)?;
    Ok(path)
}

/// Writes a folder for kustomize, and gives its path.
pub fn kustomization(folder: &Path, count: usize) -> io::Result<PathBuf> {
    let inner = folder.join(format!("kustomize-{count}"));
    fs::create_dir_all(&inner)?;
    fs::write(inner.join("deployments.yaml"), manifests(count))?;
    fs::write(inner.join("kustomization.yaml"), KUSTOMIZATION)?;
    Ok(inner)
}
