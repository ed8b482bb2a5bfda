namespace Cake.Frosting.Internal;

/// <summary>What the type of a task says: the context it needs, and which of the optional steps it has.</summary>
internal sealed class TaskShape
{
    private readonly Type task;
    private readonly Type? origin;

    public TaskShape(Type task)
    {
        this.task = task;
        origin = task;
        while (origin is not null && !IsOrigin(origin))
        {
            origin = origin.BaseType;
        }
    }

    /// <summary>The context the task needs, or null for a task that implements the interface itself and so says nothing of it.</summary>
    public Type? Context => origin?.GetGenericArguments()[0];

    /// <summary>Whether the task has the step: one that only inherits the empty one of the base class has not.</summary>
    public bool Has(string step) =>
        origin is null || task.GetMethods().Any(method =>
            method.Name == step && method.DeclaringType != origin && method.GetBaseDefinition().DeclaringType == origin);

    private static bool IsOrigin(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>));
}
