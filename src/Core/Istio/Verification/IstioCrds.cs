namespace Mesh.Core.Istio.Verification;

/// <summary>The CRDs that each minor version of Istio reads, and the versions of them that it needs served. Source: istio, manifests/charts/base/crds/crd-all.gen.yaml (files/ since 1.24) at each release.</summary>
internal static class IstioCrds
{
    // Of Istio 1; the minor version each begins with. Those that are older than anything here begin with 0.
    private static readonly (string Name, (int Since, string Served)[] Versions)[] All =
    [
        ("destinationrules.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("envoyfilters.networking.istio.io", [(0, "v1alpha3")]),
        ("gateways.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("proxyconfigs.networking.istio.io", [(13, "v1beta1")]),
        ("serviceentries.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("sidecars.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("virtualservices.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("workloadentries.networking.istio.io", [(0, "v1alpha3"), (0, "v1beta1"), (22, "v1")]),
        ("workloadgroups.networking.istio.io", [(0, "v1alpha3"), (22, "v1")]),
        ("authorizationpolicies.security.istio.io", [(0, "v1beta1"), (22, "v1")]),
        ("peerauthentications.security.istio.io", [(0, "v1beta1"), (22, "v1")]),
        ("requestauthentications.security.istio.io", [(0, "v1beta1"), (22, "v1")]),
        ("telemetries.telemetry.istio.io", [(0, "v1alpha1"), (22, "v1")]),
        ("trafficextensions.extensions.istio.io", [(30, "v1alpha1")]),
        ("wasmplugins.extensions.istio.io", [(12, "v1alpha1")]),
    ];

    /// <summary>Those of a minor version, each with the versions it has to serve.</summary>
    /// <param name="minor">29 for Istio 1.29.</param>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Served)> Of(int minor) =>
    [
        .. All.Select(crd => (crd.Name, Served: (IReadOnlyList<string>)[.. crd.Versions.Where(version => version.Since <= minor).Select(version => version.Served)])).Where(crd => crd.Served.Count > 0),
    ];
}
