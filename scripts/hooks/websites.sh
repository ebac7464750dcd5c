#!/usr/bin/env bash
# What shell-operator runs: with --config to ask what it wants to be told, else with what happened in a file.
set -euo pipefail

if [[ "${1:-}" == "--config" ]]; then
    cat <<CONFIG
configVersion: v1
kubernetes:
- name: websites
  apiVersion: stable.example.com/v1
  kind: Website
  executeHookOnEvent: [Added, Modified]
  namespace:
    nameSelector:
      matchNames: ["$POD_NAMESPACE"]
CONFIG
    exit 0
fi

# A Deployment and a Service of each site, which Kubernetes deletes with it.
of_site='
    {apiVersion, kind, name: .metadata.name, uid: .metadata.uid, controller: true} as $owner
    | {name: .metadata.name, ownerReferences: [$owner]} as $metadata
    | {website: .metadata.name} as $labels
    | {
        apiVersion: "apps/v1", kind: "Deployment", metadata: $metadata,
        spec: {
            replicas: .spec.replicas,
            selector: {matchLabels: $labels},
            template: {
                metadata: {labels: $labels},
                spec: {containers: [{name: "web", image: .spec.image, ports: [{containerPort: .spec.port}]}]}
            }
        }
    }, {
        apiVersion: "v1", kind: "Service", metadata: $metadata,
        spec: {selector: $labels, ports: [{port: 80, targetPort: .spec.port}]}
    }
'
# At its start the operator is told of all sites at once, later of one at a time.
jq --compact-output ".[] | .objects[]?.object, .object | select(. != null) | $of_site" "$BINDING_CONTEXT_PATH" |
    while read -r object; do
        kubectl apply --server-side --field-manager=website-operator -f - <<< "$object"
    done
