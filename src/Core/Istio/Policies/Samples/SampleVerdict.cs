namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Whether a sample is as it has to be.</summary>
internal enum SampleVerdict
{
    /// <summary>It is.</summary>
    Passed,

    /// <summary>It is, because no policy reaches its workload.</summary>
    Unreached,

    /// <summary>It is not, or another policy than the one it names decided.</summary>
    Failed,

    /// <summary>It cannot be said: an external authorizer would have to be asked, or its workload is nowhere.</summary>
    Undecided,
}
