namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>How sure the end of a version's support is.</summary>
public enum EndKind
{
    /// <summary>Foreseen by its makers, and not fixed.</summary>
    Expected,

    /// <summary>Fixed by a notice.</summary>
    Announced,

    /// <summary>It has come, and there is nothing after it.</summary>
    Final,
}
