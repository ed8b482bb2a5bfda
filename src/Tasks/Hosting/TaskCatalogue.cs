using System.Reflection;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>The tasks of a build and what their attributes say, without making one.</summary>
public sealed class TaskCatalogue
{
    /// <param name="assemblies">The assemblies to look through; public, concrete tasks count, as for Cake itself.</param>
    public TaskCatalogue(IEnumerable<Assembly> assemblies) =>
        Tasks = [.. assemblies.Distinct().SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(type))
            .Select(type => new TaskDescription(type))
            .OrderBy(task => task.Name, StringComparer.Ordinal)];

    /// <summary>The tasks by name.</summary>
    public IReadOnlyList<TaskDescription> Tasks { get; }

    /// <summary>Every argument that some task takes, and the common ones.</summary>
    public IReadOnlyCollection<ArgumentDefinition> Arguments => [.. ArgumentDefinition.Common, .. Tasks.SelectMany(task => task.Arguments).DistinctBy(argument => argument.Name)];

    /// <summary>The task of a name, in any case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public TaskDescription? Find(string name) => Tasks.FirstOrDefault(task => task.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
