namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>What the value of a key may be.</summary>
internal enum SampleValue
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number from 0 to 65535.</summary>
    Port,

    /// <summary>An IPv4 or IPv6 address.</summary>
    Address,

    /// <summary>Keys with texts.</summary>
    Texts,

    /// <summary>A list of texts.</summary>
    List,

    /// <summary>Keys with texts, lists of texts, or more keys.</summary>
    Claims,

    /// <summary>The request.</summary>
    Request,
}
