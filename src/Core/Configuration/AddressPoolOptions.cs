using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Addresses that MetalLB gives to load balancers.</summary>
public sealed record AddressPoolOptions
{
    /// <summary>The pool's name.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Name { get; init; }

    /// <summary>Ranges such as 10.10.50.75-10.10.50.90 or 10.10.51.0/28, IPv4 or IPv6.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The namespace of MetalLB.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public string Namespace { get; init; } = "metallb-system";

    /// <summary>True to give addresses of it only to Services that name it.</summary>
    public bool OnRequest { get; init; }

    /// <summary>How its addresses are made known: l2, bgp or none.</summary>
    [Form("^(l2|bgp|none)$", "l2, bgp or none")]
    public string Advertise { get; init; } = "l2";

    /// <summary>The network interfaces that answer for it, with l2; empty for all.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];
}
