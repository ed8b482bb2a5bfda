namespace Cake.Frosting;

/// <summary>Lets the run go on after this task failed. The run then still ends with 0; only the report says that the task failed.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContinueOnErrorAttribute : Attribute;
