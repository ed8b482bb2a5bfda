namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>How an entry of a policy is compared with a text.</summary>
internal enum TextKind
{
    /// <summary>As it is: <c>abc</c>.</summary>
    Exact,

    /// <summary>Begins so: <c>abc*</c>.</summary>
    Prefix,

    /// <summary>Ends so: <c>*abc</c>.</summary>
    Suffix,

    /// <summary>Is there: <c>*</c>.</summary>
    Presence,
}
