namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>How near to the root of a failure a message is. What is nearer is told first.</summary>
public enum Standing
{
    /// <summary>It names what is wrong.</summary>
    Cause,

    /// <summary>It follows from something else that has gone wrong, and mostly something else in sight says what.</summary>
    Consequence,

    /// <summary>It only says that something has failed: a time limit, a back-off.</summary>
    Wrapper,
}
