using System.Reflection;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>What the attributes of a task say.</summary>
/// <param name="type">The task's type.</param>
public sealed class TaskDescription(Type type)
{
    /// <summary>The task's type.</summary>
    public Type Type => type;

    /// <summary>Its name; that of the type where it has no <see cref="TaskNameAttribute"/>.</summary>
    public string Name { get; } = type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;

    /// <summary>What it does, in a line; empty where it has none.</summary>
    public string Description => type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? "";

    /// <summary>The tasks that run before it, in order.</summary>
    public IEnumerable<Type> DependsOn => type.GetCustomAttributes<IsDependentOnAttribute>().Select(attribute => attribute.Task);

    /// <summary>The tasks that it puts itself before.</summary>
    public IEnumerable<Type> DependencyOf => type.GetCustomAttributes<IsDependeeOfAttribute>().Select(attribute => attribute.Task);

    /// <summary>What it does on the cluster; null when it keeps away from it.</summary>
    public ClusterWork? ClusterWork => type.GetCustomAttribute<TouchesClusterAttribute>()?.Work;

    /// <summary>True when it cannot do without a cluster.</summary>
    public bool NeedsCluster => type.GetCustomAttribute<TouchesClusterAttribute>() is { Optional: false };

    /// <summary>True when it changes nothing in any run, so that a dry run of it is the real thing.</summary>
    public bool OnlyReads => ClusterWork?.OnlyReads() == true;

    /// <summary>True when an error in it does not end the run.</summary>
    public bool ContinuesOnError => type.IsDefined(typeof(ContinueOnErrorAttribute));

    /// <summary>The arguments it takes besides the common ones.</summary>
    public IEnumerable<ArgumentDefinition> Arguments =>
        type.GetCustomAttributes<TaskArgumentAttribute>().Select(argument => new ArgumentDefinition(argument.Name, argument.Description, argument.Value, FlagElsewhere: argument.FlagElsewhere));

    /// <summary>Refuses an argument that was given in the form in which another task takes it.</summary>
    /// <param name="line">The command line.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: a value where this task has a flag, or none where it needs one.</exception>
    public void Check(CommandLine line)
    {
        foreach (var argument in Arguments.Where(argument => line.Mentions(argument.Name)))
        {
            if (argument.Value is null && line.Value(argument.Name) is { } value && !bool.TryParse(value, out _))
            {
                throw new MeshException(ExitCode.Usage, $"--{argument.Name} is '{value}', and for {Name} it is either there or not", $"Say --{argument.Name} alone");
            }

            if (argument is { Value: not null, FlagElsewhere: true } && line.Value(argument.Name) is null)
            {
                throw new MeshException(ExitCode.Usage, $"--{argument.Name} has no value, which {Name} needs", $"Say --{argument.Name} {argument.Value}");
            }
        }
    }
}
