namespace Mesh.Sandbox.Scenarios;

/// <summary>What becomes of a container.</summary>
public enum Outcome
{
    /// <summary>It runs and becomes ready.</summary>
    Runs,

    /// <summary>It runs and never becomes ready.</summary>
    NeverReady,

    /// <summary>Its image cannot be pulled.</summary>
    ImagePullFails,

    /// <summary>It prints its log and ends, again and again.</summary>
    CrashLoops,

    /// <summary>An admission webhook refuses the pod.</summary>
    Refused,
}
