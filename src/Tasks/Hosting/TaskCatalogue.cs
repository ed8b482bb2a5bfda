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
        .. arguments.GroupBy(one => one.Argument.Name).Select(same => OneForm(same.Key, [.. same])),
    ];

    // Where a task that takes a value says that others have a flag of the name, the line is read with either form; TaskDescription.Check then tells each task's own.
    private static ArgumentDefinition OneForm(string name, IReadOnlyList<(string Task, ArgumentDefinition Argument)> same)
    {
        var (first, other) = (same[0], same.FirstOrDefault(one => one.Argument.Value is null != same[0].Argument.Value is null));
        return other.Task is null ? first.Argument
            : same.Where(one => one.Argument.Value is not null).All(one => one.Argument.FlagElsewhere) ? same.First(one => one.Argument.Value is not null).Argument
            : throw new MeshException(ExitCode.Internal, $"--{name} is a flag for one of {first.Task} and {other.Task} and takes a value for the other", "Give one of them another name");
    }

    /// <summary>The task of a name, in any case; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public TaskDescription? Find(string name) => Tasks.FirstOrDefault(task => task.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
