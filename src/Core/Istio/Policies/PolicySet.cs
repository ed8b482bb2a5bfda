using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies.Compiling;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Istio.Policies.Reading;

namespace Mesh.Core.Istio.Policies;

/// <summary>The AuthorizationPolicies among the objects of a mesh, read and compiled once.</summary>
internal sealed class PolicySet
{
    private readonly MeshSet mesh;

    /// <param name="mesh">All objects.</param>
    public PolicySet(MeshSet mesh)
    {
        this.mesh = mesh;
        All = [.. mesh.Of(MeshKind.AuthorizationPolicy).OrderBy(item => item.Created).ThenBy(item => item.Namespace, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal).Select(PolicyReader.Read)];
        Facts = FactsOf(mesh.Settings);
        Compiled = new(All, mesh.Mtls, Facts);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<AuthorizationPolicy> All { get; }

    /// <summary>What they depend on.</summary>
    public MeshFacts Facts { get; }

    /// <summary>The same, to be asked.</summary>
    public CompiledPolicies Compiled { get; }

    /// <summary>Those with an action that are enforced.</summary>
    /// <param name="action">The action.</param>
    public IEnumerable<AuthorizationPolicy> Enforced(PolicyAction action) => All.Where(policy => policy.Action == action && policy.IsEnforced);

    /// <summary>The workloads that a policy is for, as far as they are known.</summary>
    /// <param name="policy">The policy.</param>
    public IEnumerable<Workload> Selected(AuthorizationPolicy policy)
    {
        var everywhere = policy.Namespace == Facts.RootNamespace;
        var named = mesh.Workloads.With(everywhere ? null : policy.Namespace, policy.Selector?.Labels ?? new Dictionary<string, string>());
        return named.Where(workload => policy.Selects(CalleeOf(workload), Facts.RootNamespace));
    }

    /// <summary>A workload as policies see it.</summary>
    /// <param name="workload">The workload.</param>
    public static Callee CalleeOf(Workload workload) => new(workload.Namespace, workload.Labels) { Name = workload.Object.Key.ToString() };

    /// <summary>The workload that a sample names; null when it is not known.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="name">KIND/NAME.</param>
    public Callee? Find(string namespaceName, string name) =>
        mesh.Workloads.In(namespaceName).FirstOrDefault(workload => $"{workload.Object.Kind.Kind}/{workload.Object.Name}".Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? CalleeOf(found) : null;

    private static MeshFacts FactsOf(MeshSettings settings)
    {
        var topology = settings["defaultConfig"]?["gatewayTopology"];
        return new()
        {
            RootNamespace = settings.RootNamespace,
            TrustDomain = settings.TrustDomain,
            TrustDomainAliases = [.. settings["trustDomainAliases"]?.Texts ?? []],
            IsTrustDomainKnown = settings.Config is not null,
            TrustedProxies = (int?)topology?["numTrustedProxies"].Whole,
            ProxyProtocol = topology?["proxyProtocol"].IsThere == true,
            Providers = settings.Config is null ? null : [.. settings["extensionProviders"]!.Items.Select(provider => provider["name"].Text ?? "")],
            Normalization = settings["pathNormalization"]?["normalization"].Text switch
            {
                "NONE" => PathNormalization.None,
                "MERGE_SLASHES" => PathNormalization.MergeSlashes,
                "DECODE_AND_MERGE_SLASHES" => PathNormalization.DecodeAndMergeSlashes,
                _ => PathNormalization.Base,
            },
        };
    }
}
