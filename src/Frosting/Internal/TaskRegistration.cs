using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Hands the tasks of the build to Cake's engine.</summary>
internal sealed class TaskRegistration(ICakeEngine engine, IFrostingContext context, ICakeLog log)
{
    public void Register(IEnumerable<IFrostingTask> tasks)
    {
        foreach (var task in tasks)
        {
            Register(task);
        }
    }

    private void Register(IFrostingTask task)
    {
        var type = task.GetType();
        var (name, shape) = (TaskNames.Of(type), new TaskShape(type));
        if (shape.Context is { } needed && !needed.IsInstanceOfType(context))
        {
            log.Warning("Task {0} cannot be used: it needs a {1}, and the context {2} is none.", name, needed.FullName, context.GetType().FullName);
            return;
        }

        var builder = engine.RegisterTask(name).Does(task.RunAsync);
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
        {
            builder.Description(description.Description);
        }

        foreach (var before in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            builder.IsDependentOn(TaskNames.OfRelative(before.Task, type));
        }

        foreach (var after in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            builder.IsDependeeOf(TaskNames.OfRelative(after.Task, type));
        }

        AddSteps(builder, task, shape);
    }

    private static void AddSteps(CakeTaskBuilder builder, IFrostingTask task, TaskShape shape)
    {
        if (shape.Has(nameof(IFrostingTask.ShouldRun)))
        {
            builder.WithCriteria(task.ShouldRun, task.SkippedMessage);
        }

        // A task has one error handler: its own goes before the attribute's.
        if (shape.Has(nameof(IFrostingTask.OnError)))
        {
            builder.OnError(task.OnError);
        }
        else if (task.GetType().IsDefined(typeof(ContinueOnErrorAttribute), inherit: false))
        {
            builder.ContinueOnError();
        }

        if (shape.Has(nameof(IFrostingTask.Finally)))
        {
            builder.Finally(task.Finally);
        }
    }
}
