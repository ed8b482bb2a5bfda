using Mesh.Core.Configuration.Loading;
using Mesh.Core.Findings;

namespace Mesh.Core.Configuration;

/// <summary>Makes the configuration of a run out of arguments, environment, mesh.yaml and defaults.</summary>
public static class ConfigurationLoader
{
    /// <summary>
    /// Loads and checks. All that is wrong is told at once, each on a line of its own: <c>mesh.yaml:12:5: unknown key 'contxt' in cluster; did you mean 'context'?</c>
    /// What only some targets need, such as a context, is not asked for here.
    /// </summary>
    /// <param name="sources">Where the values come from.</param>
    /// <exception cref="MeshException">
    /// 64 when an argument names no key or its value does not fit; 65 when a variable or the file does not; 66 when the file that <c>--config</c> named is not there; 74 when it cannot be read.
    /// </exception>
    public static LoadedConfiguration Load(ConfigurationSources sources)
    {
        var problems = new Problems();
        var file = ConfigurationFile.Find(sources);
        var tree = file is null ? null : ReadFile(sources.WorkingDirectory, file, problems);

        var overlay = new Overlay(problems);
        foreach (var assignment in EnvironmentNames.Resolve(sources, problems).Concat(sources.Overrides.Select(given => KeyPath.Resolve(given, problems)).OfType<Assignment>()))
        {
            tree = overlay.Put(tree, assignment);
        }

        var binder = new Binder(sources.Environment, problems);
        var options = (MeshOptions)binder.BindRecord(Shape.Of(typeof(MeshOptions)), tree as MapNode, "");
        problems.ThrowIfAny();
        return new LoadedConfiguration(options, new SettingList(binder.Places).Of(options), file);
    }

    private static Node? ReadFile(string workingDirectory, string file, Problems problems)
    {
        var root = new NodeReader(at => Place.InFile(file, at.Line, at.Column), problems).Read(ConfigurationFile.Read(workingDirectory, file));

        // Without a whole tree the rest would only report what follows from that.
        if (root is null)
        {
            problems.ThrowIfAny();
        }

        if (root is not (null or MapNode or { IsNull: true }))
        {
            problems.Add(root.Place, $"expected keys such as cluster:, found {Binder.Found(root)}");
        }

        return root as MapNode;
    }
}
