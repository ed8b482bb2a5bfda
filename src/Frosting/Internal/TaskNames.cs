using System.Reflection;

namespace Cake.Frosting.Internal;

internal static class TaskNames
{
    public static string Of(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    public static string OfRelative(Type relative, Type task) =>
        typeof(IFrostingTask).IsAssignableFrom(relative)
            ? Of(relative)
            : throw new FrostingException($"The task '{Of(task)}' depends on {relative.FullName}, which is not a task.");
}
