using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Paths and queries that mean what they say.</summary>
internal static class ApiPath
{
    /// <summary>The path of one object.</summary>
    /// <exception cref="MeshException">A name that would address something else: a DELETE of <c>pods/</c> deletes all pods, one of <c>pods/..</c> the namespace.</exception>
    public static string Object(ResourceKind kind, string? ns, string name)
    {
        Check(kind, "name", name);
        if (kind.Namespaced)
        {
            Check(kind, "namespace", ns);
        }

        return kind.PathOf(ns, name);
    }

    /// <summary>The path of a collection; of all namespaces where <paramref name="ns"/> is null.</summary>
    public static string Collection(ResourceKind kind, string? ns)
    {
        if (kind.Namespaced && ns is not null)
        {
            Check(kind, "namespace", ns);
        }

        return kind.PathOf(ns);
    }

    /// <summary>The path with those of the pairs that have a value.</summary>
    public static string With(string path, params ReadOnlySpan<(string Key, string? Value)> query)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (key, value) in query)
        {
            if (!string.IsNullOrEmpty(value))
            {
                path += $"{separator}{key}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }

    private static void Check(ResourceKind kind, string what, string? value)
    {
        if (string.IsNullOrWhiteSpace(value) || value is "." or ".." || value.Contains('/', StringComparison.Ordinal))
        {
            throw new MeshException(ExitCode.Configuration, $"'{value}' is no {what} of a {kind.Kind.ToLowerInvariant()}", $"Give the {what}");
        }
    }
}
