namespace Mesh.Core.Configuration;

/// <summary>A configuration value given as an argument.</summary>
/// <param name="Path">Its key path: cluster.context, releases[0].chart. Below a map of free values the rest of the path is one key, as helm's --set spells it: releases[0].set.image.tag.</param>
/// <param name="Value">Its value as given: as it is for text, true or false, a number, or YAML in flow style for everything else. Null where nothing was given, which loading refuses.</param>
/// <param name="Argument">The argument it came with: <c>--set</c>, <c>--kube-context</c>.</param>
/// <param name="Literal">True when the word null means itself: <c>--kube-context null</c> names a context "null", which is then refused as what it is.</param>
public sealed record Override(string Path, string? Value, string Argument, bool Literal = false)
{
    /// <summary>What <c>--kube-context</c> says.</summary>
    /// <param name="name">The context's name, as given.</param>
    public static Override KubeContext(string name) => new("cluster.context", name, "--kube-context", Literal: true);

    /// <summary>What <c>--kubeconfig</c> says.</summary>
    /// <param name="path">The kubeconfig's path, as given.</param>
    public static Override Kubeconfig(string path) => new("cluster.kubeconfig", path, "--kubeconfig", Literal: true);

    /// <summary>What one <c>--set path=value</c> says. Without an equals sign there is no value, which loading refuses.</summary>
    /// <param name="assignment">The text after <c>--set</c>.</param>
    public static Override Set(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(assignment, null, "--set") : new(assignment[..equals], assignment[(equals + 1)..], "--set");
    }
}
