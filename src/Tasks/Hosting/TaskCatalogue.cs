using System.Reflection;
using Mesh.Core.Findings;

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
    /// <exception cref="MeshException"><see cref="ExitCode.Internal"/>: a name is a flag for one task and takes a value for another, so that no command line could be read.</exception>
    public IReadOnlyCollection<ArgumentDefinition> Arguments => Agreed(Tasks.SelectMany(task => task.Arguments.Select(argument => (task.Name, argument))));

    internal static IReadOnlyCollection<ArgumentDefinition> Agreed(IEnumerable<(string Task, ArgumentDefinition Argument)> arguments) =>
    [
        .. ArgumentDefinition.Common,
        .. arguments.GroupBy(one => one.Argument.Name).Select(same => same.FirstOrDefault(one => one.Argument.Value is null != same.First().Argument.Value is null) is { Task: { } other }
            ? throw new MeshException(ExitCode.Internal, $"--{same.Key} is a flag for one of {same.First().Task} and {other} and takes a value for the other", "Give one of them another name")
            : same.First().Argument),
    ];

    /// <summary>The task of a name, in any case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public TaskDescription? Find(string name) => Tasks.FirstOrDefault(task => task.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
