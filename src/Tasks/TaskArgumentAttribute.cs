namespace Cake.Frosting.Mesh;

/// <summary>An argument that a task takes besides the common ones. Listed by the target Default; an argument that no task and nobody else names is refused with exit code 64.</summary>
/// <param name="name">Its name without dashes.</param>
/// <param name="description">What it does, in a few words.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class TaskArgumentAttribute(string name, string description) : Attribute
{
    /// <summary>Its name without dashes.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, in a few words.</summary>
    public string Description { get; } = description;

    /// <summary>What its value stands for, such as FILE; null for a flag without a value.</summary>
    public string? Value { get; init; }

    /// <summary>True when another task takes the name as a flag. The value may then be left out on the command line, and each task refuses the form that is not its own.</summary>
    public bool FlagElsewhere { get; init; }
}
