using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>The hosts that can be called, by their whole names.</summary>
internal sealed class HostSet
{
    private readonly Dictionary<string, List<MeshHost>> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, MeshObject> services;
    private readonly MeshSettings settings;

    /// <param name="mesh">All objects.</param>
    public HostSet(MeshSet mesh)
    {
        settings = mesh.Settings;
        services = mesh.Of(MeshKind.Service).ToLookup(service => service.Name);
        foreach (var service in mesh.Of(MeshKind.Service))
        {
            Put(new(NameOf(service), service));
        }

        foreach (var entry in mesh.Of(MeshKind.ServiceEntry))
        {
            foreach (var host in entry.Spec["hosts"].Texts)
            {
                Put(new(host, entry));
            }
        }
    }

    /// <summary>The whole name of a Service.</summary>
    /// <param name="service">The Service.</param>
    public string NameOf(MeshObject service) => $"{service.Name}.{service.Namespace}.svc.{settings.ClusterDomain}";

    /// <summary>The whole name that Istio makes of a host: only one without a dot is completed, with the namespace of the object that names it.</summary>
    /// <param name="host">The host as it is written.</param>
    /// <param name="ns">The object's namespace.</param>
    public string Complete(string host, string ns) => host == "*" || host.Contains('.', StringComparison.Ordinal) ? host : $"{host}.{ns}.svc.{settings.ClusterDomain}";

    /// <summary>Who answers to a whole name: exactly, else by the longest wildcard above it.</summary>
    /// <param name="name">The whole name.</param>
    public IReadOnlyList<MeshHost> Find(string name)
    {
        if (byName.TryGetValue(name, out var exact))
        {
            return exact;
        }

        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (byName.TryGetValue($"*{name[dot..]}", out var wild))
            {
                return wild;
            }
        }

        return byName.TryGetValue("*", out var any) ? any : [];
    }

    /// <summary>The Services of a name, in whatever namespace.</summary>
    /// <param name="name">The name.</param>
    public IEnumerable<MeshObject> Services(string name) => services[name];

    /// <summary>Whether a host can only be a Service of this cluster: it ends in svc and the cluster's domain.</summary>
    /// <param name="name">The whole name.</param>
    public bool IsLocal(string name) => name.EndsWith($".svc.{settings.ClusterDomain}", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a host covers another: they are equal, or it is a wildcard above it.</summary>
    /// <param name="above">The host that may be a wildcard.</param>
    /// <param name="host">The other, which may be one too.</param>
    public static bool Covers(string above, string host) =>
        above.Equals(host, StringComparison.OrdinalIgnoreCase) || above == "*" || (above.StartsWith('*') && host.Length >= above.Length && host.EndsWith(above[1..], StringComparison.OrdinalIgnoreCase));

    private void Put(MeshHost host)
    {
        if (!byName.TryGetValue(host.Name, out var list))
        {
            byName[host.Name] = list = [];
        }

        list.Add(host);
    }
}
