namespace Mesh.Core.Diagnosis.Xds;

/// <summary>How sure an explanation is.</summary>
public enum XdsConfidence
{
    /// <summary>It is one of several that are possible.</summary>
    Possible,

    /// <summary>istiod or the proxy says so, or what was seen speaks for it, but not both.</summary>
    Likely,

    /// <summary>What was seen proves it, and nothing that was said contradicts.</summary>
    Certain,
}
