namespace Cake.Frosting;

/// <summary>Names a task that must not run before this one has: the same arrow as <see cref="IsDependentOnAttribute"/>, drawn from the other end.</summary>
/// <param name="type">The type of the other task; it must be an <see cref="IFrostingTask"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The type of the task that runs after.</summary>
    public Type Task { get; } = type;
}
