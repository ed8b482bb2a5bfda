namespace Mesh.Core.Istio.Policies.Matching;

/// <summary>What proxies make of a path before policies see it. Source: istio/api, mesh/v1alpha1/config.proto, PathNormalization.</summary>
internal enum PathNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Backslashes become slashes, dot segments go, and escaped letters that need no escape are unescaped: Istio's default.</summary>
    Base,

    /// <summary>That, and slashes in a row become one.</summary>
    MergeSlashes,

    /// <summary>That, after escaped slashes and backslashes are unescaped.</summary>
    DecodeAndMergeSlashes,
}
