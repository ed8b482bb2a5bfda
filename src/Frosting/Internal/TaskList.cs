using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What <c>--description</c> prints: a line for each task.</summary>
internal static class TaskList
{
    public static void Write(IConsole console, IReadOnlyList<ICakeTaskInfo> tasks)
    {
        var width = tasks.Select(task => task.Name.Length).Append("Task".Length).Max() + 2;
        console.WriteLine();
        console.WriteLine("{0}", "Task".PadRight(width) + "Description");
        console.WriteLine("{0}", new string('=', width + "Description".Length));
        foreach (var task in tasks)
        {
            console.WriteLine("{0}", (task.Name.PadRight(width) + task.Description).TrimEnd());
        }
    }
}
