namespace Mesh.Core.Tests.Istio.Backup;

/// <summary>A mesh in a sandbox: CRDs of Istio and the Gateway API with objects, a control plane by helm with a gateway, and two namespaces that use it.</summary>
internal static class MeshScenario
{
    public const string Contexts = """
        contexts:
          - { name: locust, identity: id-locust }
          - { name: limited, identity: id-locust, denied: [{ verb: list, group: security.istio.io, resource: authorizationpolicies }] }
          - { name: quail, server: "https://quail.invalid:6443", identity: id-quail }
        timings: { step: 0s, controller: 0s }

        """;

    public static string Definitions { get; } = string.Concat(
        Definition("networking.istio.io", "virtualservices", "VirtualService", "Namespaced", "v1", "v1beta1"),
        Definition("networking.istio.io", "gateways", "Gateway", "Namespaced", "v1", "v1beta1"),
        Definition("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", "Namespaced", "v1"),
        Definition("gateway.networking.k8s.io", "gatewayclasses", "GatewayClass", "Cluster", "v1"),
        Definition("gateway.networking.k8s.io", "gateways", "Gateway", "Namespaced", "v1", "v1beta1"),
        Definition("example.com", "things", "Thing", "Namespaced", "v1"));

    public const string Objects = """
          - { apiVersion: v1, kind: Namespace, metadata: { name: istio-system } }
          - { apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: enabled } } }
          - { apiVersion: v1, kind: Namespace, metadata: { name: gamma, labels: { team: g } } }
          - { apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: web, namespace: beta, annotations: { note: x, "kubectl.kubernetes.io/last-applied-configuration": "{}" } }, spec: { hosts: [web], http: [{ route: [{ destination: { host: web }, weight: 100 }] }] } }
          - { apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: api, namespace: gamma }, spec: { hosts: [api], odd: null } }
          - { apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: web, namespace: beta }, spec: { selector: { istio: ingress } }, status: { seen: true } }
          - { apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: allow, namespace: gamma }, spec: {} }
          - { apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: { name: istio }, spec: { controllerName: istio.io/gateway-controller } }
          - { apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: edge, namespace: gamma }, spec: { gatewayClassName: istio } }
          - { apiVersion: example.com/v1, kind: Thing, metadata: { name: other, namespace: gamma }, spec: {} }

        """;

    /// <summary>A control plane by helm, as its charts make it, and a gateway.</summary>
    public static string Releases(string revision = "") => $$"""
        charts:
          - chart: charts/base
            title: base-1.28.0
            manifests:
              - { apiVersion: v1, kind: ServiceAccount, metadata: { name: istio-reader-service-account } }
          - chart: charts/istiod
            title: istiod-1.28.0
            values: { rev: default, suffix: "" }
            manifests:
              - apiVersion: apps/v1
                kind: Deployment
                metadata: { name: "istiod${values.suffix}", labels: { app: istiod, istio.io/rev: "${values.rev}" } }
                spec: { selector: { matchLabels: { app: istiod, istio.io/rev: "${values.rev}" } }, template: { metadata: { labels: { app: istiod, istio.io/rev: "${values.rev}" } }, spec: { containers: [{ name: discovery, image: "pilot:1" }] } } }
              - { apiVersion: v1, kind: Service, metadata: { name: "istiod${values.suffix}", labels: { app: istiod } }, spec: { selector: { app: istiod, istio.io/rev: "${values.rev}" }, ports: [{ port: 443 }] } }
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: "istio${values.suffix}" }, data: { mesh: "" } }
              - apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: { name: "istio-sidecar-injector${values.suffix}", labels: { app: sidecar-injector, istio.io/rev: "${values.rev}" } }
                webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { service: { name: "istiod${values.suffix}", namespace: istio-system, path: /inject } }, sideEffects: None, admissionReviewVersions: [v1] }]
          - chart: charts/gateway
            title: gateway-1.28.0
            manifests:
              - apiVersion: apps/v1
                kind: Deployment
                metadata: { name: ingress, labels: { istio: ingress } }
                spec: { selector: { matchLabels: { istio: ingress } }, template: { metadata: { labels: { istio: ingress, sidecar.istio.io/inject: "true" }, annotations: { inject.istio.io/templates: gateway } }, spec: { containers: [{ name: istio-proxy, image: "proxyv2:1" }] } } }
        releases:
          - { name: istio-base, namespace: istio-system, chart: charts/base }
          - { name: "istiod{{(revision.Length == 0 ? "" : "-" + revision)}}", namespace: istio-system, chart: charts/istiod, values: { {{(revision.Length == 0 ? "" : $"rev: {revision}, suffix: -{revision}")}} } }
          - { name: ingress, namespace: edge, chart: charts/gateway, values: { password: hunter2 } }

        """;

    public static string Definition(string group, string plural, string kind, string scope, params string[] versions) =>
        $"  - {{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{ name: {plural}.{group} }}, spec: {{ group: {group}, scope: {scope}, names: {{ plural: {plural}, kind: {kind} }}, "
        + $"versions: [{string.Join(", ", versions.Select((version, i) => $"{{ name: {version}, served: true, storage: {(i == 0 ? "true" : "false")}, schema: {{ openAPIV3Schema: {{ type: object, x-kubernetes-preserve-unknown-fields: true }} }} }}"))}] }} }}\n";
}
