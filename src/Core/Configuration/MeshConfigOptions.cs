using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>What all of a mesh shares.</summary>
public sealed record MeshConfigOptions
{
    /// <summary>The mesh's identifier, equal in all of its clusters; null for Istio's own default.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Id { get; init; }

    /// <summary>The name of this cluster in the mesh; null for Istio's own default.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Cluster { get; init; }

    /// <summary>The network this cluster's pods are in; null for none.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string? Network { get; init; }

    /// <summary>The trust domain of the workloads' identities; null for that of certificates, or Istio's own default.</summary>
    public string? TrustDomain { get; init; }

    /// <summary>How requests are logged by every proxy: text, json or off; null for Istio's own default.</summary>
    [Form("^(text|json|off)$", "text, json or off")]
    public string? AccessLog { get; init; }

    /// <summary>The share of requests that are traced, in percent from 0 to 100, such as 5. Less than 1 has to be written with its sign, such as 0.05%, for 0.05 is mostly meant to be 5; null for Istio's own default.</summary>
    [Form(@"^([0-9]{1,3}(\.[0-9]{1,4})?)%?$", "a percentage such as 5 or 0.5%")]
    public string? TraceSampling { get; init; }
}
