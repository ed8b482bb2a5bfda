namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a check makes of a cause.</summary>
public enum CheckVerdict
{
    /// <summary>It could not be looked at.</summary>
    NotEvaluated,

    /// <summary>It is so.</summary>
    Confirmed,

    /// <summary>It is not so.</summary>
    RuledOut,
}
